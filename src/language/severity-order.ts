/** The order of severities: which of two is the worse one. */

import type { Severity } from './ast.ts';

/** All of them, from the least. */
export const severities: readonly Severity[] = ['low', 'medium', 'high', 'critical'];
