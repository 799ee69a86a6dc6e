/** What went wrong with a store on disk, in words of its owner: which folder, what was expected and found, what to do. */

export type StoreErrorCode =
  | 'in-use'
  | 'newer-format'
  | 'damaged'
  | 'not-a-store'
  | 'cannot-open'
  | 'cannot-read'
  | 'cannot-write';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly directory: string;
  /** True when the same call may succeed later without anybody changing the store. */
  readonly retriable: boolean;

  constructor(code: StoreErrorCode, directory: string, message: string, options?: ErrorOptions) {
    super(`${directory}: ${message}`, options);
    this.code = code;
    this.directory = directory;
    this.retriable = code === 'in-use' || code === 'cannot-write';
  }
}

/** @param found what is wrong, as the end of "the state is damaged: …" */
export function damagedStore(directory: string, found: string, cause?: unknown): StoreError {
  return new StoreError(
    'damaged',
    directory,
    `the state is damaged: ${found}. Restore the folder from a backup as a whole, ` +
      'or start again with another --state directory and --from earliest',
    { cause },
  );
}

/** Turns what opening the database throws into a StoreError; a StoreError stays as it is. */
export function openingError(directory: string, thrown: unknown): StoreError {
  if (thrown instanceof StoreError) return thrown;
  const cause = innermost(thrown);
  const text = cause.message;
  if (cause.code === 'LEVEL_LOCKED') {
    return new StoreError(
      'in-use',
      directory,
      'another plumbline works on this state (its lock is held): ' +
        'stop that one first, or give this one another --state directory',
      { cause },
    );
  }
  if (isDamage(cause)) return damagedStore(directory, text, cause);
  if (isNotPermitted(cause)) {
    return new StoreError(
      'cannot-open',
      directory,
      `no permission (${text}): let this user read and write the folder and all files in it`,
      { cause },
    );
  }
  if (cause.code === 'ENOTDIR' || cause.code === 'EEXIST') {
    return new StoreError(
      'not-a-store',
      directory,
      'expected a folder, found a file: give another --state directory',
      { cause },
    );
  }
  return new StoreError(
    'cannot-open',
    directory,
    `the state cannot be opened (${text}): check the disk and the folder, then start again`,
    { cause },
  );
}

export function readingError(directory: string, thrown: unknown): StoreError {
  if (thrown instanceof StoreError) return thrown;
  const cause = innermost(thrown);
  if (isDamage(cause)) return damagedStore(directory, cause.message, cause);
  return new StoreError(
    'cannot-read',
    directory,
    `the state cannot be read (${cause.message}): check the disk and the limit of open files, then start again`,
    { cause },
  );
}

export function writingError(directory: string, thrown: unknown): StoreError {
  const cause = innermost(thrown);
  const full = /No space left|Disk quota|File too large/i.test(cause.message);
  const advice = full ? 'free some space' : 'check the disk and the permissions of the folder';
  return new StoreError(
    'cannot-write',
    directory,
    `the state cannot be written (${cause.message}): ${advice}; what waits is kept and written by the next try`,
    { cause },
  );
}

interface PlatformError {
  readonly code?: string;
  readonly message: string;
  readonly cause?: unknown;
}

/** The database wraps what the platform says once or twice. */
function innermost(thrown: unknown): PlatformError {
  let error = thrown as PlatformError;
  while (error.cause instanceof Error) error = error.cause;
  return error;
}

/** A file that is not there, or is empty ("Invalid argument"), tells of damage as much as one with wrong content. */
function isDamage({ code, message }: PlatformError): boolean {
  return (
    code === 'LEVEL_CORRUPTION' || /^Corruption|No such file|does not exist|Invalid argument/i.test(message)
  );
}

function isNotPermitted({ code, message }: PlatformError): boolean {
  return code === 'EACCES' || code === 'EPERM' || /Permission denied|Read-only/i.test(message);
}
