/** The jars of the Kafka broker: fetched once by Maven, kept beside the installed packages. */

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface BrokerJars {
  /** Version of Kafka, as in `pom.xml`. */
  readonly version: string;
  /** For `java -cp`. */
  readonly classPath: string;
}

const run = promisify(execFile);

/** The oldest Java that the broker runs on. */
const javaVersionMin = 17;

/** Maven gives up on the first broken connection; a second and a third try go on with what is already there. */
const attemptsMax = 3;

const remedy =
  'install OpenJDK 17 and Maven (Debian: openjdk-17-jre-headless and maven), or set KAFKA_BROKERS to the address of a broker';

/**
 * Several processes may ask at once: each fetches into a folder of its own, the first one to finish gives its name to
 * the result.
 *
 * @throws Error when Java or Maven is missing, or the jars cannot be fetched
 */
export async function brokerJars(): Promise<BrokerJars> {
  await checkJava();
  const top = projectTop();
  const pom = join(top, 'test/kafka/pom.xml');
  const version = kafkaVersion(pom);
  const cache = join(top, 'node_modules/.cache/plumbline');
  const folder = join(cache, `kafka-${version}`);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const unfinished = mkdtempSync(join(cache, 'unfinished-'));
    try {
      await fetchJars(pom, unfinished);
      giveName(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return { version, classPath: join(folder, '*') };
}

async function checkJava(): Promise<void> {
  const { stderr } = await run('java', ['-version']).catch((error: unknown) => {
    throw new Error(`the broker needs Java ${javaVersionMin} or later, found none: ${remedy}`, {
      cause: error,
    });
  });
  const version = Number(/version "(\d+)/.exec(stderr)?.[1]);
  if (version >= javaVersionMin) return;
  throw new Error(
    `the broker needs Java ${javaVersionMin} or later, found ${stderr.split('\n')[0]}: ${remedy}`,
  );
}

async function fetchJars(pom: string, folder: string): Promise<void> {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
  for (let attempt = 1; ; attempt++) {
    try {
      await run('mvn', ['--batch-mode', '--quiet', '--file', pom, ...goal]);
      return;
    } catch (error) {
      const { code, stdout = '' } = error as { code?: unknown; stdout?: string };
      if (code === 'ENOENT')
        throw new Error(`the jars of the broker are fetched by Maven, found no "mvn": ${remedy}`, {
          cause: error,
        });
      if (attempt < attemptsMax) continue;
      const found = stdout.split('\n').find((line) => line.includes('ERROR')) ?? `code ${code}`;
      throw new Error(`Maven could not fetch the jars of the broker, it says: ${found.trim()}`, {
        cause: error,
      });
    }
  }
}

function giveName(unfinished: string, folder: string): void {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another process was faster, with the same jars.
    if (!existsSync(folder)) throw error;
  }
}

/** The version stands in one place, where Maven reads it. */
function kafkaVersion(pom: string): string {
  const version = /<kafka\.version>(.+)<\/kafka\.version>/.exec(readFileSync(pom, 'utf8'))?.[1];
  if (version === undefined) throw new Error(`expected <kafka.version> in ${pom}, found none`);
  return version;
}

/** The same for this file and for the one built from it. */
function projectTop(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'test/kafka/pom.xml'))) {
    const above = dirname(folder);
    if (above === folder)
      throw new Error('expected test/kafka/pom.xml in a folder above this file, found none');
    folder = above;
  }
  return folder;
}
