import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceSchema } from '../../../src/event/schema.ts';
import type { TypedExpression } from '../../../src/language/checked.ts';
import { compileChecked } from '../../../src/language/compile.ts';
import { standardFunctions } from '../../../src/language/functions/index.ts';
import type { Measures, Program } from '../../../src/language/program.ts';
import { alert, baseline, batchOf, call, compare, constant, observation, schema } from '../build.ts';
import { judgement } from './compiled.ts';

const pieces = ["'", '"', '`', '${', '}', '\\', '\n', ';', '//', ')', '*/'];
const hostile = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.constantFrom(
    '\u2028',
    '`$' + '{process.exit(1)}`',
    "'); throw 1; ('",
    '*/ throw 1 /*',
    '\n}throw 1//',
    '__proto__',
    'k0',
  ),
  fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
);

describe('names and texts of a rule', () => {
  it('stay what they are, whatever they contain', () => {
    fc.assert(
      fc.property(hostile, hostile, (name, text) => {
        const program = programOf({ name, text });
        const batch = batchOf(program.sources[0].schema, [{ [name]: text }, { [name]: `${text}x` }]);
        const [filter] = program.sources[0].filters;
        expect([filter.matches(batch, 0), filter.matches(batch, 1)]).toEqual([true, false]);
        expect(program.sources[0].keys[0].read(batch, 0)).toBe(text);
        const out: Measures = { numbers: new Float64Array(1), texts: [undefined] };
        program.rules[0].measure(batch, 0, out);
        expect(out.texts).toEqual([text + text]);
        expect(program.rules[0].alerts[0].message(observation({ captures: [text] }))).toBe(text + text);
      }),
      { numRuns: 300 },
    );
  });

  it('leave the generated source as it is', () => {
    const harmless = sourcesOf(programOf({ name: 'account', text: 'root' }));
    fc.assert(
      fc.property(hostile, hostile, (name, text) => {
        expect(sourcesOf(programOf({ name, text }))).toEqual(harmless);
      }),
      { numRuns: 300 },
    );
  });
});

/** A rule with the name of a field and a text in every place that has one. */
function programOf({ name, text }: { readonly name: string; readonly text: string }): Program {
  const read: TypedExpression = { kind: 'field', type: 'text', name };
  const source: SourceSchema = {
    ...schema,
    name: text,
    fields: [
      { name, type: 'text', path: name },
      { name: 'time of the event', type: 'time', path: text },
    ],
    timeField: 'time of the event',
  };
  const rule = baseline({
    name: text,
    title: text,
    where: compare('=', read, constant(text)),
    keys: [{ name, expression: read }],
    features: [
      { kind: 'values', name: text, type: 'text', of: call('concat', 'text', read, constant(text)) },
    ],
    alerts: [
      alert(judgement('new'), {
        message: [
          { kind: 'text', text },
          { kind: 'value', expression: read },
        ],
      }),
    ],
  });
  return compileChecked(
    { files: [], sources: [source], tables: [], rules: [rule], sinks: [] },
    standardFunctions,
  );
}

function sourcesOf({ sources, rules }: Program): readonly string[] {
  const [{ filters, keys }] = sources;
  const [{ measure, capture, alerts }] = rules;
  const { decide, message } = alerts[0];
  return [filters[0].matches, keys[0].read, measure, capture, decide, message].map(String);
}
