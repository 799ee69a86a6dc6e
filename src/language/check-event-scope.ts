/** What names mean where events are read: in filters, keys, features, groups, and inside of aggregates. */

import { type KnownSource, nameHint, type Scope, type Surroundings } from './check-context.ts';

/** `place` says where this is, in a message: "in a filter". */
export function eventScope(
  { problems, functions, tables }: Surroundings,
  { source, place }: { readonly source: KnownSource; readonly place: string },
): Scope {
  return {
    zone: source.schema.zone,
    resolve: ({ value: name, span }) => {
      const field = source.fields.get(name);
      if (field !== undefined) return { kind: 'field', type: field.type, name };
      if (source.damaged || source.silent.has(name)) return undefined;
      if (functions.has(name)) {
        return problems.error('C002', span, `"${name}" is a function, not a field`, {
          hint: `write ${name}(…)`,
        });
      }
      if (tables.has(name)) {
        return problems.error('C002', span, `"${name}" is a table, not a field`, {
          hint: `write: in ${name}, or look a column up: ${name}[…].column`,
        });
      }
      return problems.error('C002', span, `there is no field "${name}" in the source ${source.schema.name}`, {
        hint: nameHint(name, {
          known: source.fields.keys(),
          label: `a text is written "${name}"; fields are`,
        }),
      });
    },
    aggregate: ({ name, span }) =>
      problems.error('C014', span, `${name.value}(…) is computed of many events and cannot stand ${place}`, {
        hint: 'aggregates stand in the alerts of a rule, under keep in a view, and under learn in a baseline: range of sum(bytes) per day',
      }),
    judgement: ({ quality, feature, span }) =>
      problems.error(
        'C016',
        span,
        `nothing is judged ${place}: "${quality} ${feature.value}" has no meaning here`,
        {
          hint: 'judgements stand in the alerts of a baseline',
        },
      ),
    scoreOf: ({ span }) =>
      problems.error('C016', span, `there is no score ${place}`, {
        hint: 'scores stand in the alerts of a baseline',
      }),
  };
}
