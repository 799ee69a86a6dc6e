/** The live examples of the documents on topic folders, with the built program. */

import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it } from 'vitest';
import { type CourseTopics, followNotification, followTutorial } from './process/courses.ts';
import { Workplace } from './process/program.ts';

describe.concurrent('with folders for topics', () => {
  it('the tutorial gives what its SQL gives, and goes on after a stop or worse', async (test) => {
    const workplace = new Workplace(test);
    await followTutorial(workplace, foldersIn(workplace));
  });

  it('the pager gets what cannot wait, and the daily list everything', async (test) => {
    const workplace = new Workplace(test);
    await followNotification(workplace, foldersIn(workplace));
  });
});

function foldersIn(workplace: Workplace): CourseTopics {
  const fileOf = (topic: string): string => `topics/${topic}/0.ndjson`;
  return {
    options: ['--topics', 'topics'],
    isOnce: true,
    nameOf: (topic) => topic,
    async append(topic, lines) {
      const path = workplace.pathOf(fileOf(topic));
      mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, `${lines.join('\n')}\n`);
    },
    read: async (topic) => {
      return existsSync(workplace.pathOf(fileOf(topic))) ? workplace.records(fileOf(topic)) : [];
    },
  };
}
