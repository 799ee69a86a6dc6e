/** What names mean in a query: the keys and columns of one view. */

import type { Zone } from '../time/zone.ts';
import type { Located } from './ast.ts';
import { type Call, type Judgement, nameHint, type Scope } from './check-context.ts';
import type { TypedExpression } from './checked.ts';
import type { Problems } from './problems.ts';
import type { ViewProgram } from './program.ts';

export class QueryScope implements Scope {
  readonly zone: Zone;
  readonly #view: ViewProgram;
  readonly #problems: Problems;

  constructor(view: ViewProgram, problems: Problems, zone: Zone) {
    this.zone = zone;
    this.#view = view;
    this.#problems = problems;
  }

  resolve({ value: name, span }: Located<string>): TypedExpression | undefined {
    const { keys, columns } = this.#view;
    const index = keys.findIndex((key) => key.name === name);
    if (index >= 0) return { kind: 'key', type: keys[index].type, index, text: name };
    const column = columns.find((each) => each.name === name);
    if (column !== undefined) {
      return { kind: 'aggregate', type: column.type, index: column.aggregate, text: name };
    }
    return this.#problems.error('C002', span, `the view ${this.#view.name} has no key or column "${name}"`, {
      hint: nameHint(name, { known: this.#names(), label: `a text is written "${name}"; names are` }),
    });
  }

  aggregate({ name, span }: Call): undefined {
    const message = `${name.value}(…) is computed as events come, and cannot be asked for afterwards`;
    this.#problems.error('C014', span, message, {
      hint: `ask for a column: ${this.#view.columns.map((column) => column.name).join(', ')}`,
    });
  }

  judgement({ quality, feature, span }: Judgement): undefined {
    this.#problems.error('C016', span, `a view learns nothing, so nothing is ${quality} to it`, {
      hint: `compare ${feature.value} with a value`,
    });
  }

  scoreOf({ span }: Located<string>): undefined {
    this.#problems.error('C016', span, 'a view learns nothing, so there is no score', {
      hint: 'scores stand in the alerts of a baseline',
    });
  }

  #names(): string[] {
    return [...this.#view.keys, ...this.#view.columns].map(({ name }) => name);
  }
}
