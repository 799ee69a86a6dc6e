/** A real Kafka broker, alone, on the loopback: it can be killed, and comes back with what it had. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { answers } from './answers.ts';
import { type BrokerDirectory, prepareDirectory } from './broker-directory.ts';
import { brokerJars } from './broker-jars.ts';
import { type BrokerProcess, lastLines, startJava } from './broker-process.ts';
import type { Credentials } from './broker-settings.ts';
import { freePorts } from './free-ports.ts';

export interface Broker {
  /** Host and port, without encryption or password. */
  readonly address: string;
  /** Host and port, with both; there when it was asked for. */
  readonly securedAddress: string | undefined;
  /** For the secured address, by any of `plain`, `scram-sha-256` and `scram-sha-512`. */
  readonly credentials: Credentials | undefined;
  /** What it printed: warnings and errors, of all its lives. */
  readonly logFile: string;
  /** Ends it at once (SIGKILL) and waits until it is gone. What it has acknowledged is on disk or with the system. */
  kill(): Promise<void>;
  /** Starts it again, at the same addresses and with the same data, and waits until it answers. */
  start(): Promise<void>;
  /** Ends it for good: in order when its directory was given, at once and with the directory when that was made here. */
  stop(): Promise<void>;
}

export interface BrokerOptions {
  /** Where data, settings and log are kept. Without it they stand in a directory made here, which `stop` removes. */
  readonly directory?: string | undefined;
  /** Without it a free one is found. */
  readonly port?: number | undefined;
  /** Also opens a listener with encryption and passwords. */
  readonly secured?: boolean | undefined;
  readonly heapBytesMax?: number | undefined;
}

/** Enough for a hundred thousand records a second: the records themselves are in files. */
const heapBytesDefault = 384 * 1024 * 1024;

/** It takes some 3 s on a quiet machine: it may be twenty times slower, and one that hangs is still found out. */
const startMsMax = 60_000;

/** In order it takes half a second. One that takes longer is killed, which loses nothing that was acknowledged. */
const stopMsMax = 15_000;

/** Between two looks whether it answers. */
const lookIntervalMs = 50;

/**
 * Starts a broker and waits until it answers. It ends with this process at the latest, however that one ends.
 *
 * @throws Error when Java, Maven or the jars are missing, or when it does not come up: then with its last words
 */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const { classPath } = await brokerJars();
  const [controller, plain, secured] = await freePorts(3);
  const ports = {
    controller: controller!,
    plain: options.port ?? plain!,
    secured: options.secured ? secured : undefined,
  };
  const path = options.directory ?? mkdtempSync(join(tmpdir(), 'plumbline-kafka-'));
  const remove = () => {
    if (options.directory === undefined) rmSync(path, { recursive: true, force: true });
  };
  try {
    const heapBytesMax = options.heapBytesMax ?? heapBytesDefault;
    const directory = await prepareDirectory(path, { classPath, ports, heapBytesMax });
    const address = `127.0.0.1:${ports.plain}`;
    let current = await startProcess(directory, address);

    const kill = async () => {
      current.kill();
      await current.ended;
    };
    return {
      address,
      securedAddress: ports.secured === undefined ? undefined : `127.0.0.1:${ports.secured}`,
      credentials: directory.credentials,
      logFile: directory.logFile,
      kill,
      async start() {
        // Two on the same data would refuse each other.
        await kill();
        current = await startProcess(directory, address);
      },
      async stop() {
        if (options.directory !== undefined) await endInOrder(current);
        await kill();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function startProcess(directory: BrokerDirectory, address: string): Promise<BrokerProcess> {
  const { javaArguments, propertiesFile, logFile } = directory;
  const broker = startJava({ arguments: [...javaArguments, 'kafka.Kafka', propertiesFile], logFile });
  let running = true;
  const ended = broker.ended.then(() => {
    running = false;
  });
  const patience = AbortSignal.timeout(startMsMax);
  while (running && !patience.aborted) {
    if (await answers(address)) return broker;
    await Promise.race([setTimeout(lookIntervalMs), ended]);
  }
  const found = running ? `did not answer within ${startMsMax} ms` : 'ended';
  broker.kill();
  await ended;
  throw new Error(`expected a broker at ${address}, but it ${found}. Its last words:\n${lastLines(logFile)}`);
}

async function endInOrder(broker: BrokerProcess): Promise<void> {
  broker.terminate();
  const enough = new AbortController();
  // Left early, it is rejected: that is how the timer ends with the wait.
  const patience = setTimeout(stopMsMax, undefined, { signal: enough.signal }).catch(() => {});
  await Promise.race([broker.ended, patience]);
  enough.abort();
}
