/** Files of the product of more than 250 lines that were looked at and left whole, each with the reason. */
export const longFiles: ReadonlyMap<string, string> = new Map([
  ['actors/baseline-windows.ts', 'one window from opening to verdict; its state is one layout of words'],
  ['actors/baseline.ts', 'the actor told in one file: stages in the order an event takes them'],
  ['actors/generations.ts', 'one state machine; its phases read each other and one layout of words'],
  ['actors/rule-windows.ts', 'one window from opening to alert; its state is one layout of words'],
  ['src/baseline/usual-hours.ts', 'one model: learn, judge, explain, weigh and save read one layout'],
  ['actors/running/behaviour.ts', 'the stages of a running baseline share one turn and what it found'],
  [
    'actors/running/group.ts',
    'the cell of a group: two sets of parts, and the behaviour that moves one into the other',
  ],
  [
    'actors/running/judge.ts',
    'both stages and the whole score are read off one key, its levels and its population',
  ],
  [
    'actors/running/learner.ts',
    'what becomes of a sample: learnt, doubted, held and released decide on one state',
  ],
  ['actors/running/sample-bag.ts', 'one layout: find, add, remove, save and load entries of a block'],
  [
    'src/baseline/running/running-share.ts',
    'one model: learn, judge, explain, weigh and save read one layout',
  ],
  ['src/baseline/running/seen-values.ts', 'one table: find, note, fade, make room and save read one layout'],
  ['src/baseline/running/value-history.ts', 'what a key and its groups know of a value, from one layout'],
  ['src/baseline/usual-values.ts', 'one model: learn, judge, explain, weigh and save read one layout'],
  ['src/baseline/value-table.ts', 'one table: every operation keeps the same invariants of one layout'],
  ['src/engine.ts', 'the engine on one page: what a newcomer opens first'],
  ['src/language/ast.ts', 'the syntax tree whole: declarations alone, no code'],
  ['src/limits.ts', 'every bound of the product in one place: constants alone, no code'],
  ['src/live/live-run.ts', 'one loop: what is taken, passed over and waited for must be seen together'],
  ['src/live/partition-merge.ts', 'one order of records: queues, clocks and waiting decide it together'],
  ['src/runtime/host.ts', 'the only owner of cells: birth, eviction, return and end of an actor must agree'],
  ['src/runtime/source-runtime.ts', 'the order of steps and timers: whoever changes it must see all of it'],
]);
