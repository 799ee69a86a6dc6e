/** The live examples of the documents on Kafka, with the built program. */

import { randomUUID } from 'node:crypto';
import { it } from 'vitest';
import { type CourseTopics, followNotification, followTutorial } from '../cli/process/courses.ts';
import { Workplace } from '../cli/process/program.ts';
import { clientOf, connectProducer, createTopic, readRecords } from './clients.ts';
import { describeKafka } from './describe-kafka.ts';

describeKafka('with Kafka', (address) => {
  it('the tutorial gives what its SQL gives, and goes on after a stop or worse', async (test) => {
    await followTutorial(new Workplace(test), await topicsAt(address, ['log_data', 'anomalies']));
  });

  it('the pager gets what cannot wait, and the daily list everything', async (test) => {
    await followNotification(new Workplace(test), await topicsAt(address, ['logins', 'pager', 'daily-list']));
  });
});

/** Topics that no other test uses. */
async function topicsAt(address: string, topics: readonly string[]): Promise<CourseTopics> {
  const kafka = clientOf(address);
  const runName = `tutorial-${randomUUID()}`;
  const nameOf = (topic: string): string => `${runName}-${topic}`;
  for (const topic of topics) await createTopic(kafka, nameOf(topic));
  const producer = await connectProducer(kafka);
  return {
    options: ['--brokers', address],
    isOnce: false,
    nameOf,
    async append(topic, lines) {
      const messages = lines.map((value) => ({ value }));
      await producer.send({ topic: nameOf(topic), acks: -1, messages });
    },
    async read(topic) {
      const name = nameOf(topic);
      const admin = kafka.admin();
      await admin.connect();
      const offsets = await admin.fetchTopicOffsets(name);
      await admin.disconnect();
      const count = offsets.reduce((sum, { high }) => sum + Number(high), 0);
      if (count === 0) return [];
      const records = await readRecords(kafka, { topic: name, groupId: `${name}-${randomUUID()}`, count });
      return records.map(({ value }) => JSON.parse(String(value)));
    },
  };
}
