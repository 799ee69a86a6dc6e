/** Topics by name: where events come from and where alerts go to. */

import type { TopicDeclaration } from './ast.ts';
import { RunningParser } from './parse-running.ts';
import { Text, word } from './tokens.ts';

/** What stands behind the word that begins the topic of a source. */
export const topicWords: Readonly<Record<string, string>> = {
  kafka: '"topic" and its name in double quotes, like: kafka topic "log_data"',
  folder: 'the path of the folder in double quotes',
};

export abstract class TopicParser extends RunningParser {
  /** `kafka topic "log_data"`, `folder "topics/log_data"`; for alerts also `file "alerts.ndjson"` */
  protected readonly topic = this.RULE('topic', (): TopicDeclaration => {
    return this.OR({
      DEF: [
        {
          ALT: (): TopicDeclaration => {
            this.CONSUME(word('kafka'));
            this.CONSUME(word('topic'), { ERR_MSG: topicWords.kafka });
            const name = this.CONSUME(Text, { ERR_MSG: 'the name of the topic in double quotes' });
            return this.ACTION(() => ({ kind: 'kafka', name: this.textOf(name) }));
          },
        },
        {
          ALT: (): TopicDeclaration => {
            this.CONSUME(word('folder'));
            const name = this.CONSUME1(Text, { ERR_MSG: topicWords.folder });
            return this.ACTION(() => ({ kind: 'folder', name: this.textOf(name) }));
          },
        },
        {
          ALT: (): TopicDeclaration => {
            this.CONSUME(word('file'));
            const name = this.CONSUME2(Text, { ERR_MSG: 'the path of the file in double quotes' });
            return this.ACTION(() => ({ kind: 'file', name: this.textOf(name) }));
          },
        },
      ],
      ERR_MSG: 'a topic, like: kafka topic "anomalies", or: folder "topics/anomalies"',
    });
  });
}
