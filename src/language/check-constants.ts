/** Values written out in a rule, and text in quotes that stands for an address, a network or a time. */

import { canonicalAddress, canonicalNetwork } from '../event/address.ts';
import type { FieldType } from '../event/schema.ts';
import { TimeFormat } from '../time/time-format.ts';
import type { Zone } from '../time/zone.ts';
import type { Span } from './ast.ts';
import type { TypedExpression } from './checked.ts';
import type { Problems } from './problems.ts';

export type Constant = Extract<TypedExpression, { kind: 'constant' }>;

export function constant(type: FieldType, value: string | number): Constant {
  return { kind: 'constant', type, value };
}

export function isConstant(expression: TypedExpression): expression is Constant {
  return expression.kind === 'constant';
}

/** True for text in quotes: it may stand for a value of another type. */
export function isTextConstant(
  expression: TypedExpression,
): expression is Constant & { readonly value: string } {
  return expression.kind === 'constant' && expression.type === 'text';
}

/**
 * The text read as a value of a type that is written in quotes: `ip`, `network` or `time`. Undefined after a problem was
 * noted, and the text itself for every other type.
 */
export function readQuoted(
  text: Constant & { readonly value: string },
  type: FieldType,
  place: { readonly span: Span; readonly zone: Zone; readonly problems: Problems },
): TypedExpression | undefined {
  const { span, zone, problems } = place;
  switch (type) {
    case 'ip': {
      const address = canonicalAddress(text.value);
      if (address !== undefined) return constant('ip', address);
      const network = text.value.includes('/') && canonicalNetwork(text.value) !== undefined;
      return problems.error('C036', span, `"${text.value}" is not an address`, {
        hint: network
          ? `to ask for a network write: in "${text.value}"`
          : 'write it like "10.1.2.3" or "2001:db8::1"',
      });
    }
    case 'network': {
      const network = canonicalNetwork(text.value);
      if (network !== undefined) return constant('network', network);
      return problems.error('C036', span, `"${text.value}" is not a network`, {
        hint: 'write it like "10.0.0.0/8"',
      });
    }
    case 'time': {
      const instant = TimeFormat.compile('iso', { zone }).parse(text.value);
      if (!Number.isNaN(instant)) return constant('time', instant);
      return problems.error('C021', span, `"${text.value}" is not a time`, {
        hint: 'write it like "2024-05-31" or "2024-05-31 08:00:00"',
      });
    }
    default:
      return text;
  }
}
