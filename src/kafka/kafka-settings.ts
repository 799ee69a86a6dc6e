/** How brokers are reached: from a file of settings, or from their addresses alone. */

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { TopicError } from '../runtime/topic.ts';

export interface KafkaSettings {
  /** "host:port" each. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Contents of the files, PEM. */
  readonly tls?:
    | {
        readonly ca?: string | undefined;
        readonly cert?: string | undefined;
        readonly key?: string | undefined;
        readonly servername?: string | undefined;
      }
    | undefined;
  readonly sasl?:
    | { readonly mechanism: SaslMechanism; readonly username: string; readonly password: string }
    | undefined;
  /** Where they come from, for messages: a file, or "the list of brokers". */
  readonly origin: string;
}

export type SaslMechanism = (typeof mechanisms)[number];

const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

const clientIdDefault = 'plumbline';

const address = z
  .string('expected an address "host:port"')
  .refine(isAddress, 'expected an address "host:port" with a port from 1 to 65535');
const name = (what: string) => z.string(`expected ${what}`).min(1, `expected ${what}`);
const path = name('the path of a file').optional();

const settingsFile = z.strictObject(
  {
    brokers: z
      .array(address, 'expected a list of addresses "host:port"')
      .min(1, 'expected at least one address'),
    clientId: name('a name').optional(),
    tls: z
      .union(
        [
          z.literal(true),
          z.strictObject({
            caFile: path,
            certFile: path,
            keyFile: path,
            serverName: name('a host').optional(),
          }),
        ],
        'expected true, or an object with any of caFile, certFile, keyFile and serverName, texts all',
      )
      .optional(),
    sasl: z
      .strictObject(
        {
          mechanism: z.enum(mechanisms, `expected one of ${mechanisms.map((one) => `"${one}"`).join(', ')}`),
          username: name('the name of a user'),
          password: name('a password').optional(),
          passwordFile: path,
        },
        'expected an object with mechanism, username, and password or passwordFile',
      )
      .optional(),
  },
  'expected an object with brokers and any of clientId, tls and sasl',
);

/** Addresses as a person types them: "host:port,host:port". @throws TopicError `bad-settings` */
export function settingsOf(brokersText: string): KafkaSettings {
  const brokers = brokersText.split(',').map((broker) => broker.trim());
  const wrong = brokers.find((broker) => !isAddress(broker));
  if (wrong === undefined) return { brokers, clientId: clientIdDefault, origin: 'the list of brokers' };
  throw new TopicError(
    'bad-settings',
    `expected brokers as "host:port", separated by commas, with ports from 1 to 65535, found "${wrong}": correct it`,
  );
}

/**
 * Paths in the file are relative to its folder; the files are read here, so that a missing one is found at once.
 * @throws TopicError `bad-settings`, naming the member; a password is never shown
 */
export function readKafkaSettings(file: string): KafkaSettings {
  const found = parseSettings(file);
  const fileOf = (member: string, path: string | undefined) =>
    path === undefined ? undefined : readText(resolve(dirname(file), path), `${file}, ${member}`);
  const { tls, sasl } = found;
  return {
    brokers: found.brokers,
    clientId: found.clientId ?? clientIdDefault,
    tls:
      tls === undefined || tls === true
        ? tls && {}
        : {
            ca: fileOf('tls.caFile', tls.caFile),
            cert: fileOf('tls.certFile', tls.certFile),
            key: fileOf('tls.keyFile', tls.keyFile),
            servername: tls.serverName,
          },
    sasl: sasl && {
      mechanism: sasl.mechanism,
      username: sasl.username,
      password:
        sasl.password ?? (fileOf('sasl.passwordFile', sasl.passwordFile) as string).replace(/\r?\n$/, ''),
    },
    origin: file,
  };
}

function parseSettings(file: string): z.infer<typeof settingsFile> {
  const text = readText(file, file);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // What the parser says may quote the text, and with it a password.
    throw new TopicError('bad-settings', `${file}: expected JSON, found a text that is none: correct it`);
  }
  const { success, data, error } = settingsFile.safeParse(document);
  if (!success) throw badMember(file, error.issues[0]!, document);
  const { tls, sasl } = data;
  if (sasl !== undefined && (sasl.password === undefined) === (sasl.passwordFile === undefined))
    throw new TopicError(
      'bad-settings',
      `${file}, sasl: expected either password or passwordFile, found ${sasl.password === undefined ? 'neither' : 'both'}`,
    );
  if (tls !== undefined && tls !== true && (tls.certFile === undefined) !== (tls.keyFile === undefined))
    throw new TopicError(
      'bad-settings',
      `${file}, tls: expected certFile and keyFile together, found one of them`,
    );
  return data;
}

function readText(path: string, wantedBy: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { message } = cause as Error;
    throw new TopicError('bad-settings', `${wantedBy}: expected a file that can be read, found: ${message}`, {
      cause,
    });
  }
}

function badMember(file: string, issue: z.core.$ZodIssue, document: unknown): TopicError {
  const value = issue.path.reduce<unknown>(
    (inside, key) => (inside as Record<PropertyKey, unknown> | undefined)?.[key],
    document,
  );
  const member = issue.path.length === 0 ? '' : `, ${issue.path.join('.')}`;
  const found =
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `"${key}"`).join(', ')
      : shown(value, String(issue.path.at(-1)));
  return new TopicError('bad-settings', `${file}${member}: ${issue.message}, found ${found}`);
}

/** Objects may hold a password, too: of them only the kind is told. */
function shown(value: unknown, member: string): string {
  if (value === undefined) return 'nothing';
  if (member === 'password' || (typeof value === 'object' && value !== null))
    return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
  return JSON.stringify(value);
}

function isAddress(text: string): boolean {
  const port = Number(/^[^\s:/,]+:(\d{1,5})$/.exec(text)?.[1]);
  return port >= 1 && port <= 65_535;
}
