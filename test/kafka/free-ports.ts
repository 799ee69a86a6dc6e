/** Ports of the loopback that nobody listens on. */

import { once } from 'node:events';
import { createServer } from 'node:net';
import process from 'node:process';

/**
 * Below those that systems give to outgoing connections (Linux from 32,768, others from 49,152). While a broker is down,
 * its clients knock at its port all the time: were it one of those, one of them would get it as its own, be connected to
 * itself, and keep the broker from coming back.
 */
const lowest = 20_000;
const highest = 32_000;

// Far apart for processes that start one after the other.
let next = lowest + ((process.pid * 37) % (highest - lowest));

/**
 * A port is not given twice by one process.
 *
 * @throws Error when none is free
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let tried = lowest; tried < highest && ports.length < count; tried++) {
    const port = next;
    next = port + 1 < highest ? port + 1 : lowest;
    if (await isFree(port)) ports.push(port);
  }
  if (ports.length < count) throw new Error(`expected ${count} free ports from ${lowest} to ${highest}`);
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
  server.close();
  await once(server, 'close');
  return true;
}
