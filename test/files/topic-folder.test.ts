import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TopicFolderWriter } from '../../src/files/topic-folder-writer.ts';
import { describeTopic, type TopicSystem } from '../conformance/topic.ts';
import { temporaryFolder } from './folder.ts';
import { folderReader } from './topic-folder-reading.ts';

describeTopic('a folder', { hasTombstones: false, open: openFolder });

function openFolder(): TopicSystem {
  const root = temporaryFolder();
  return {
    async createTopic(partitions) {
      mkdirSync(join(root, 'topic'));
      for (let partition = 0; partition < partitions; partition++)
        writeFileSync(join(root, 'topic', `${partition}.ndjson`), '');
      return 'topic';
    },
    async produce(topic, partition, values) {
      appendFileSync(join(root, topic, `${partition}.ndjson`), `${values.join('\n')}\n`);
    },
    reader: (topic) => folderReader(join(root, topic)),
    writer: () => new TopicFolderWriter(root),
  };
}
