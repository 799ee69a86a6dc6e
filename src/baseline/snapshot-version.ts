/** The first byte of every model's snapshot: the version of its codec. Codecs read every version that was ever released. */

import type { ByteReader } from '../memory/bytes.ts';

/** A snapshot written by a codec that this build does not know. Trying again will not help. */
export class SnapshotVersionError extends Error {
  readonly code = 'snapshot-version-unknown';
  readonly retriable = false;

  constructor(what: string, expected: number, found: number) {
    super(
      `snapshot of ${what}: expected version ${expected}, found ${found}; ` +
        'open it with the release that wrote it, or let the baseline learn anew',
    );
    this.name = 'SnapshotVersionError';
  }
}

/** Reads the version byte. @throws SnapshotVersionError when it is not the one expected. */
export function readVersion(reader: ByteReader, what: string, expected: number): void {
  const found = reader.u8();
  if (found !== expected) throw new SnapshotVersionError(what, expected, found);
}
