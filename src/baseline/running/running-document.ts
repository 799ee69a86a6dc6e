/** What people see of one feature of a running baseline: the same few members for every kind, then what the kind has to show. */

import { z } from 'zod';

const detail = z.union([z.number(), z.string(), z.array(z.number())]);

export const runningDocument = z.object({
  /** Name of the kind in the rule language: "usual hours", "range". */
  kind: z.string(),
  /** Panes learnt that have not faded, weighted. */
  evidence: z.number().nonnegative(),
  usual: z.string(),
  /** Numbers and texts by name: "mean", "deviation", "novelty", "slots". */
  details: z.record(z.string(), detail),
  /** What was learnt one by one, most frequent first: values, places, clusters. */
  items: z
    .array(z.object({ value: z.string(), share: z.number().min(0).max(1), days: z.number().nonnegative() }))
    .optional(),
});

export type RunningDocument = z.infer<typeof runningDocument>;
