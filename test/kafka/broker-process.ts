/** A Java process that ends with the process that started it, however that one ends. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

export interface BrokerProcess {
  /** Asks it to shut down in order. */
  terminate(): void;
  /** SIGKILL: no order, no last words. */
  kill(): void;
  /** Fulfilled when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

/**
 * Each line of standard input is a signal to pass on; its end means SIGKILL. The system closes that pipe when the
 * starting process is gone, so the broker cannot outlive it.
 */
const guard = `
exec 3<&0
"$@" 3<&- &
broker=$!
(
  while read -r signal; do kill -s "$signal" "$broker"; done
  kill -s KILL "$broker"
) <&3 2>/dev/null &
guard=$!
wait "$broker"
status=$?
kill "$guard" 2>/dev/null
exit "$status"
`;

/** Starts `java`; what it prints is added to the log file. */
export function startJava(options: {
  readonly arguments: readonly string[];
  readonly logFile: string;
}): BrokerProcess {
  const log = openSync(options.logFile, 'a');
  // A group of its own: an interrupt from the keyboard is for the starting process alone.
  const child = spawn('sh', ['-c', guard, 'sh', 'java', ...options.arguments], {
    stdio: ['pipe', log, log],
    detached: true,
  });
  closeSync(log);
  const input = child.stdin;
  if (input === null) throw new Error('expected a pipe to standard input of the broker, found none');
  // Whoever signals a broker that is ending by itself gets what was asked for.
  input.on('error', () => {});
  return {
    terminate: () => input.write('TERM\n'),
    kill: () => input.end(),
    ended: once(child, 'exit').then(() => {
      input.end();
    }),
  };
}

/** What a broker said last, for an error message. */
export function lastLines(logFile: string): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}
