/** Turns the `events` statements of a scenario into feeds of bytes for the sources they belong to. */

import type { SourceSchema } from '../event/schema.ts';
import { generatedChunkBytes } from '../limits.ts';
import type { GeneratedBySection } from './load-rules.ts';
import type { GeneratedScenario, ReplayFiles } from './replay-port.ts';
import type { Feed } from './run-rules.ts';
import type { EventsSection, Scenario } from './scenario.ts';
import { hintFor, type ScenarioProblem } from './scenario-problem.ts';

export interface OpenedEvents {
  readonly feeds: readonly Feed[];
  readonly problems: readonly ScenarioProblem[];
}

/** In the order written. Without any statement the sources are read from their own files. Nothing is read yet. */
export function openEvents(options: {
  readonly scenario: Scenario;
  readonly directory: string;
  readonly sources: readonly SourceSchema[];
  readonly generated: GeneratedBySection;
  readonly files: ReplayFiles;
}): OpenedEvents {
  const { scenario, sources, files, directory } = options;
  if (scenario.events.length === 0) return ownFiles(sources, (file) => files.resolve(directory, file));
  const feeds: Feed[] = [];
  const problems: ScenarioProblem[] = [];
  for (const section of scenario.events) {
    const source = sourceOf(section, sources);
    if ('code' in source) {
      problems.push(source);
      continue;
    }
    const problem = arrivalProblem(source);
    if (problem !== undefined) {
      problems.push({ ...problem, place: section.source?.place ?? section.place });
      continue;
    }
    switch (section.kind) {
      case 'file':
        feeds.push({ source: source.name, path: files.resolve(directory, section.file) });
        break;
      case 'inline':
        feeds.push({ source: source.name, chunks: [new TextEncoder().encode(section.text)] });
        break;
      case 'generated': {
        const generated = options.generated.get(section)!;
        if (source.format.kind === 'ndjson') {
          feeds.push({ source: source.name, chunks: linesOf(generated), labels: generated.labels });
        } else {
          problems.push({
            code: 'wrong-format',
            place: section.place,
            message: `expected a source that reads NDJSON for generated events, found ${source.name}, which reads ${source.format.kind}`,
            hint: 'write the source without "format", or take the events from a file',
          });
        }
      }
    }
  }
  return { feeds, problems };
}

/** The files that the rules themselves name. */
export function ownFiles(sources: readonly SourceSchema[], pathOf: (file: string) => string): OpenedEvents {
  const feeds: Feed[] = [];
  for (const { name, file } of sources)
    if (file !== undefined) feeds.push({ source: name, path: pathOf(file) });
  if (feeds.length > 0) return { feeds, problems: [] };
  const reading = readersOfTopics(sources);
  const lacking = reading === undefined ? 'nor does a source name a file' : `and ${reading}`;
  const message = `expected events, found none: neither is there an "events" line, ${lacking}`;
  const of = sources.length > 1 ? `events for ${sources[0]!.name}` : 'events';
  return {
    feeds,
    problems: [{ code: 'no-events', message, hint: `add a line such as: ${of} from "events.ndjson"` }],
  };
}

/** Replay reads no topics: the same rules take their events from elsewhere. Undefined when no source reads one. */
export function readersOfTopics(sources: readonly SourceSchema[]): string | undefined {
  const names = sources.flatMap(({ name, origin }) => (origin === undefined ? [] : [name]));
  if (names.length === 0) return undefined;
  const [reads, from] = names.length === 1 ? ['reads', 'a topic'] : ['read', 'topics'];
  return `${names.join(', ')} ${reads} from ${from}, which replay leaves alone`;
}

/** What is replayed does not arrive. Undefined when the source has a time of its own. */
export function arrivalProblem({ name, timeIsArrival }: SourceSchema): ScenarioProblem | undefined {
  if (!timeIsArrival) return undefined;
  return {
    code: 'time-of-arrival',
    message: `expected a source whose records carry their time, found ${name}, which takes the time of their arrival: nobody knows it here`,
    hint: 'name the field that carries the time of an event, like: time event_time',
  };
}

/** Generated events as lines of JSON, in chunks of about `generatedChunkBytes`. */
function* linesOf({ events }: GeneratedScenario): Generator<Uint8Array, void, void> {
  const encoder = new TextEncoder();
  let lines = '';
  for (const { record } of events) {
    lines += `${JSON.stringify(record)}\n`;
    if (lines.length < generatedChunkBytes) continue;
    yield encoder.encode(lines);
    lines = '';
  }
  if (lines !== '') yield encoder.encode(lines);
}

function sourceOf(section: EventsSection, sources: readonly SourceSchema[]): SourceSchema | ScenarioProblem {
  const names = sources.map(({ name }) => name);
  if (section.source === undefined) {
    if (sources.length === 1) return sources[0]!;
    return {
      code: 'source-not-said',
      place: section.place,
      message: `expected the source of these events, found ${sources.length} sources: ${names.join(', ')}`,
      hint: `write: events for ${names[0] ?? 'SOURCE'} …`,
    };
  }
  const { name, place } = section.source;
  const message = `expected the name of a source, found "${name}"`;
  return (
    sources.find((source) => source.name === name) ?? {
      code: 'unknown-source',
      place,
      message,
      hint: hintFor(name, names),
    }
  );
}
