/**
 * A broker in the foreground, until Ctrl-C:
 *
 *     node dist/test/kafka/main.js [--port N] [--directory PATH] [--secured]
 *
 * Its data is gone when it ends, unless a directory is named.
 */

import process from 'node:process';
import { parseArgs } from 'node:util';
import { startBroker } from './broker.ts';

const { values } = parseArgs({
  options: { port: { type: 'string' }, directory: { type: 'string' }, secured: { type: 'boolean' } },
});

const broker = await startBroker({ ...values, port: portAsked() });
console.log(`a broker listens at ${broker.address}`);
if (broker.credentials !== undefined) {
  const { user, password, certificateFile } = broker.credentials;
  console.log(`with encryption at ${broker.securedAddress}, user ${user}, password ${password}`);
  console.log(`certificate: ${certificateFile}`);
}
console.log('Ctrl-C ends it');

let asked = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (asked) return;
    asked = true;
    void broker.stop();
  });
}
// Nothing else keeps this process alive.
process.on('beforeExit', () => {
  if (asked) return;
  console.error(`the broker ended by itself: ${broker.logFile} says why`);
  process.exitCode = 1;
});

/** @throws RangeError when it is no port */
function portAsked(): number | undefined {
  if (values.port === undefined) return undefined;
  const port = Number(values.port);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new RangeError(`expected a port from 1 to 65535, found "${values.port}"`);
}
