/** The settings of a Kafka broker that stands alone: its own controller, one copy of everything, nothing but the loopback. */

export interface BrokerPorts {
  readonly plain: number;
  readonly controller: number;
  /** Of the listener with encryption and passwords, when there is one. */
  readonly secured?: number | undefined;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** PEM, for `ssl.ca`: the broker's certificate is signed by itself, for 127.0.0.1 and localhost. */
  readonly certificateFile: string;
}

/** Ways to prove the password, besides `PLAIN`, that the secured listener takes. */
export const scramMechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

export interface BrokerSettings {
  readonly ports: BrokerPorts;
  readonly dataFolder: string;
  readonly secured?:
    | {
        readonly credentials: Credentials;
        readonly keyStoreFile: string;
        readonly keyStorePassword: string;
      }
    | undefined;
}

/** The text of `server.properties`. */
export function brokerProperties({ ports, dataFolder, secured }: BrokerSettings): string {
  const plain = `PLAIN://127.0.0.1:${ports.plain}`;
  const advertised = secured === undefined ? [plain] : [plain, `SECURED://127.0.0.1:${ports.secured}`];
  const controller = `127.0.0.1:${ports.controller}`;
  const properties: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${controller}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAIN',
    listeners: [...advertised, `CONTROLLER://${controller}`].join(),
    'advertised.listeners': advertised.join(),
    'listener.security.protocol.map': 'PLAIN:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL',
    'log.dirs': dataFolder,
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    // The first member of a group need not wait for others.
    'group.initial.rebalance.delay.ms': 0,
    // A killed broker is not taken back before its old session is over: 9 s otherwise.
    'broker.session.timeout.ms': 2_000,
    'broker.heartbeat.interval.ms': 200,
    // A third of the heap otherwise, for a compaction that a test is too short to see.
    'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024,
    // A transaction of a killed producer is over soon after its timeout, not up to 10 s later.
    'transaction.abort.timed.out.transaction.cleanup.interval.ms': 1_000,
    ...(secured === undefined ? {} : securedProperties(secured)),
  };
  return `${Object.entries(properties)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

function securedProperties(secured: NonNullable<BrokerSettings['secured']>): Record<string, string> {
  const { user, password } = secured.credentials;
  const modules = 'org.apache.kafka.common.security';
  const listener = 'listener.name.secured';
  const scram = `${modules}.scram.ScramLoginModule required;`;
  return {
    'sasl.enabled.mechanisms': ['PLAIN', ...scramMechanisms].join(),
    [`${listener}.plain.sasl.jaas.config`]: `${modules}.plain.PlainLoginModule required user_${user}="${password}";`,
    [`${listener}.scram-sha-256.sasl.jaas.config`]: scram,
    [`${listener}.scram-sha-512.sasl.jaas.config`]: scram,
    [`${listener}.ssl.keystore.type`]: 'PKCS12',
    [`${listener}.ssl.keystore.location`]: secured.keyStoreFile,
    [`${listener}.ssl.keystore.password`]: secured.keyStorePassword,
    [`${listener}.ssl.key.password`]: secured.keyStorePassword,
  };
}
