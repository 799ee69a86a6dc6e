/** What a command sees of the process it runs in: streams, clock, signals. Nothing else of the process is read. */

/** A text stream somebody may stop reading. */
export interface TextOutput {
  /** Taken at once, written in order. Does nothing once the reader has gone. */
  write(text: string): void;
  /** Undefined while there is room; otherwise wait for it. It rejects with a FileError when writing failed. */
  ready(): Promise<void> | undefined;
  /** True when the reader has gone: nothing more needs to be made for it. */
  readonly isAbandoned: boolean;
  readonly isTerminal: boolean;
  /** Columns of the terminal. */
  readonly columns: number | undefined;
  readonly isColoured: boolean;
}

export interface CliIo {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** A clock for rates and for progress, in ms; never part of an output. */
  now(): number;
  /** The wall clock, epoch ms: for live runs alone. */
  epochMs(): number;
  /** Resolves after a time, or as soon as the signal is aborted. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Memory of the process, in bytes. */
  processBytes(): number;
  /** Resolves after signals and streams have had their turn. */
  turn(): Promise<void>;
  /** Calls back on the first Ctrl-C; answers how to stop listening. */
  onInterrupt(listener: () => void): () => void;
}
