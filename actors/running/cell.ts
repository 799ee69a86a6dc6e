/**
 * The cell of a running baseline's actor: the address of what was learnt, and the list of open panes. A key that is silent for
 * longer than baselines are kept begins a new life: which one a pane belongs to depends on its start alone.
 */

import type { Address } from '../../src/index.ts';
import type { RunningParts } from './parts.ts';
import { head } from './state.ts';

// Words of a cell: state block, spare, then the list of open panes.
export const paneListAt = 2;
export const cellWords = 4;

export class RunningCells {
  readonly #parts: RunningParts;

  constructor(parts: RunningParts) {
    this.#parts = parts;
  }

  /** 0 before anything was learnt. */
  stateOf(cell: Address): Address {
    const { heap } = this.#parts.context;
    return heap.pageOf(cell).u32[heap.offsetOf(cell)];
  }

  ensureState(cell: Address): Address {
    const known = this.stateOf(cell);
    if (known !== 0) return known;
    const state = this.#parts.states.create();
    this.#setState(cell, state);
    return state;
  }

  /** The state that judges a pane with a start; 0 when the key was silent for so long before that it begins anew. */
  stateAt(cell: Address, start: number): Address {
    const state = this.stateOf(cell);
    if (state === 0) return 0;
    const { states, context } = this.#parts;
    return start < states.get(state, head.lastEnd) + context.program.keepMs ? state : 0;
  }

  /** Forgets what was learnt when a pane begins a new life of the key. */
  endLife(cell: Address, start: number): void {
    const state = this.stateOf(cell);
    if (state === 0 || this.stateAt(cell, start) !== 0) return;
    this.#parts.states.release(state);
    this.#setState(cell, 0);
  }

  #setState(cell: Address, state: Address): void {
    const { heap } = this.#parts.context;
    heap.pageOf(cell).u32[heap.offsetOf(cell)] = state;
  }
}
