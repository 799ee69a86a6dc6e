/** State that this version cannot go on with, though its store is whole. `message` says what was found, and what to do. */
export class StateError extends Error {
  override readonly name = 'StateError';
}
