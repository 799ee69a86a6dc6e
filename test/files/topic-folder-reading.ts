/** Readers of topic folders for tests: they look again at once, instead of after a while. */

import { onTestFinished } from 'vitest';
import { TopicFolderReader } from '../../src/files/topic-folder-reader.ts';
import { TopicRecorder } from '../conformance/topic-recorder.ts';

/** @param wait what is done instead of waiting */
export function folderReader(
  folder: string,
  wait: (delayMs: number, signal: AbortSignal) => Promise<void> = async () => {},
): TopicFolderReader {
  const reader = new TopicFolderReader({ topic: 'log_data', folder, now: () => 0, wait });
  onTestFinished(() => reader.stop());
  return reader;
}

/** Reads a folder from the offsets on, from its beginning without any, until the test is finished. */
export async function readFolder(
  folder: string,
  offsets: ReadonlyMap<number, number> = new Map(),
): Promise<{ readonly reader: TopicFolderReader; readonly recorder: TopicRecorder }> {
  const reader = folderReader(folder);
  const recorder = new TopicRecorder();
  await reader.start(offsets, recorder);
  return { reader, recorder };
}
