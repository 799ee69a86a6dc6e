/**
 * Which peer groups the key of an open window belongs to. Membership comes with the events (a mail names its department),
 * so each pane remembers the group of its latest event: a function of the events, not of their order of arrival.
 */

import type {
  Address,
  Batch,
  ByteReader,
  ByteWriter,
  Dictionary,
  FeatureProgram,
  Heap,
} from '../src/index.ts';

// Words per level: dictionary number of the group, spare, time of the event that said so.
const levelWords = 4;

export interface PaneGroupsSetup {
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  /** Only their levels. */
  readonly features: readonly Pick<FeatureProgram, 'levels'>[];
}

export class PaneGroups {
  /** Extra words of a pane. */
  readonly words: number;
  readonly #setup: PaneGroupsSetup;
  /** Groups named by the present event, by feature and level. */
  readonly #present: (string | undefined)[][];

  constructor(setup: PaneGroupsSetup) {
    this.#setup = setup;
    this.#present = setup.features.map((feature) => feature.levels.map(() => undefined));
    this.words = setup.features.reduce((words, feature) => words + feature.levels.length * levelWords, 0);
  }

  /** Evaluates the groups of an event. */
  read(batch: Batch, row: number): void {
    const { features } = this.#setup;
    for (let feature = 0; feature < features.length; feature++) {
      const { levels } = features[feature];
      for (let level = 0; level < levels.length; level++)
        this.#present[feature][level] = levels[level].read(batch, row);
    }
  }

  /** The groups of the present event. */
  present(into: (string | undefined)[][]): void {
    this.#present.forEach((levels, feature) => {
      levels.forEach((group, level) => {
        into[feature][level] = group;
      });
    });
  }

  /** Keeps the present event's groups in a pane, unless it has them from a later event. */
  keep(extra: Address, time: number): void {
    this.#eachLevel(extra, (at, feature, level) => {
      const text = this.#present[feature][level];
      if (text === undefined) return;
      const { heap, dictionary } = this.#setup;
      const page = heap.pageOf(at);
      const word = heap.offsetOf(at);
      const kept = page.u32[word];
      const keptTime = page.f64[(word >>> 1) + 1];
      if (kept !== 0 && (time < keptTime || (time === keptTime && text <= dictionary.textOf(kept)))) return;
      const number = dictionary.enter(text);
      dictionary.retain(number);
      if (kept !== 0) dictionary.release(kept);
      page.u32[word] = number;
      page.f64[(word >>> 1) + 1] = time;
    });
  }

  /** The groups a pane remembers; none for address 0. */
  recall(extra: Address, into: (string | undefined)[][]): void {
    const { heap, dictionary } = this.#setup;
    if (extra === 0) {
      for (const levels of into) levels.fill(undefined);
      return;
    }
    this.#eachLevel(extra, (at, feature, level) => {
      const number = heap.pageOf(at).u32[heap.offsetOf(at)];
      into[feature][level] = number === 0 ? undefined : dictionary.textOf(number);
    });
  }

  release(extra: Address): void {
    const { heap, dictionary } = this.#setup;
    this.#eachLevel(extra, (at) => {
      const number = heap.pageOf(at).u32[heap.offsetOf(at)];
      if (number !== 0) dictionary.release(number);
    });
  }

  save(extra: Address, writer: ByteWriter): void {
    const { heap, dictionary } = this.#setup;
    this.#eachLevel(extra, (at) => {
      writer.text(dictionary.textOf(heap.pageOf(at).u32[heap.offsetOf(at)]));
      writer.f64(heap.pageOf(at).f64[(heap.offsetOf(at) >>> 1) + 1]);
    });
  }

  load(extra: Address, reader: ByteReader): void {
    const { heap, dictionary } = this.#setup;
    this.#eachLevel(extra, (at) => {
      const text = reader.text();
      const time = reader.f64();
      if (text === '') return;
      const number = dictionary.enter(text);
      dictionary.retain(number);
      heap.pageOf(at).u32[heap.offsetOf(at)] = number;
      heap.pageOf(at).f64[(heap.offsetOf(at) >>> 1) + 1] = time;
    });
  }

  #eachLevel(extra: Address, visit: (at: Address, feature: number, level: number) => void): void {
    let at = extra;
    this.#setup.features.forEach((feature, index) => {
      feature.levels.forEach((_level, level) => {
        visit(at, index, level);
        at += levelWords;
      });
    });
  }
}
