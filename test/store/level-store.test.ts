import { onTestFinished } from 'vitest';
import { LevelStore } from '../../src/store/level-store.ts';
import { describeDurableStore } from '../conformance/durable-store.ts';
import { describeStateStore } from '../conformance/state-store.ts';
import { temporaryFolder } from '../files/folder.ts';

describeStateStore('LevelStore', async () => {
  const store = await LevelStore.open(temporaryFolder());
  onTestFinished(() => store.close());
  return store;
});

describeDurableStore('LevelStore', (directory) => LevelStore.open(directory));
