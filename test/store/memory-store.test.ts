import { MemoryStore } from '../../src/store/memory-store.ts';
import { describeStateStore } from '../conformance/state-store.ts';

describeStateStore('MemoryStore', () => new MemoryStore());
