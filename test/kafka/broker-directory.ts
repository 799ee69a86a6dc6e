/** What a broker finds on disk before it starts: settings, certificate, and a formatted folder for its data. */

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BrokerPorts, brokerProperties, type Credentials, scramMechanisms } from './broker-settings.ts';

export interface BrokerDirectory {
  /** What the broker prints. */
  readonly logFile: string;
  /** Arguments of `java`, up to the class to run. */
  readonly javaArguments: readonly string[];
  readonly propertiesFile: string;
  /** Of the secured listener, when there is one. */
  readonly credentials: Credentials | undefined;
}

const run = promisify(execFile);

/** An identity that Kafka asks for. All brokers of tests may share it: none knows of another. */
const clusterId = 'cGx1bWJsaW5lLXRlc3RzMA';

/** Lies beside the key that it protects. */
const keyStorePassword = 'plumbline';

/** A directory that was prepared before keeps its data and its certificate. */
export async function prepareDirectory(
  directory: string,
  options: {
    readonly classPath: string;
    readonly ports: BrokerPorts;
    readonly heapBytesMax: number;
  },
): Promise<BrokerDirectory> {
  mkdirSync(directory, { recursive: true });
  const dataFolder = join(directory, 'data');
  const keyStoreFile = join(directory, 'broker.p12');
  const propertiesFile = join(directory, 'server.properties');
  const credentials: Credentials | undefined =
    options.ports.secured === undefined
      ? undefined
      : { user: 'plumbline', password: 'as-agreed', certificateFile: join(directory, 'broker.pem') };
  if (credentials !== undefined && !existsSync(credentials.certificateFile))
    await makeCertificate(keyStoreFile, credentials.certificateFile);
  const secured = credentials && { credentials, keyStoreFile, keyStorePassword };
  writeFileSync(propertiesFile, brokerProperties({ ports: options.ports, dataFolder, secured }));
  const javaArguments = [
    `-Xmx${options.heapBytesMax}`,
    // The quick compiler and the plain collector: a broker of tests lives for seconds, beside what is tested.
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    `-Djava.io.tmpdir=${directory}`,
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
    ...['-cp', options.classPath],
  ];
  if (!existsSync(join(dataFolder, 'meta.properties')))
    await run('java', [...javaArguments, ...formatArguments(propertiesFile, credentials)]);
  return { logFile: join(directory, 'broker.log'), javaArguments, propertiesFile, credentials };
}

/** Passwords of SCRAM are part of the data: they are written when it is formatted. */
function formatArguments(propertiesFile: string, credentials: Credentials | undefined): string[] {
  const format = ['kafka.tools.StorageTool', 'format', '--config', propertiesFile, '--cluster-id', clusterId];
  if (credentials === undefined) return format;
  const { user, password } = credentials;
  const passwords = scramMechanisms.flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${user},password=${password}]`,
  ]);
  return [...format, ...passwords];
}

/** With the tool that comes with Java, so that nothing else need be installed. */
async function makeCertificate(keyStoreFile: string, certificateFile: string): Promise<void> {
  const store = ['-keystore', keyStoreFile, '-storepass', keyStorePassword, '-alias', 'broker'];
  await run('keytool', [
    '-genkeypair',
    ...store,
    ...['-storetype', 'PKCS12', '-keyalg', 'EC', '-validity', '3650'],
    ...['-dname', 'CN=localhost', '-ext', 'san=dns:localhost,ip:127.0.0.1'],
  ]);
  await run('keytool', ['-exportcert', '-rfc', ...store, '-file', certificateFile]);
}
