import { describe, expect, it } from 'vitest';
import { cases, worlds } from './cases.ts';
import { worldGenerators } from './worlds/index.ts';

const dayMs = 86_400_000;
const own = ['servers', 'desks'];
const options = { keys: 60, days: 62, seed: 1 };

describe.each(own)('the world %s', (name) => {
  const generate = (more: object = {}) => worldGenerators.get(name)!.generate({ ...options, ...more });

  it('tells the same story for the same options, and another for another seed', () => {
    const story = () => JSON.stringify([...generate({ days: 3 }).events]);
    expect(story()).toBe(story());
    expect(story()).not.toBe(JSON.stringify([...generate({ days: 3, seed: 2 }).events]));
  });

  it('labels nothing in the first month, and every label has an event', () => {
    const { events, labels } = generate();
    const times = new Map<string, number[]>();
    let begin = Number.POSITIVE_INFINITY;
    for (const { time, record } of events) {
      const key = `${record.server ?? record.account}`;
      times.set(key, [...(times.get(key) ?? []), time]);
      begin = Math.min(begin, time);
    }
    const wanted = labels.filter(({ kind }) => kind !== 'creep-begun');
    expect(wanted.length).toBeGreaterThan(5);
    expect(Math.min(...wanted.map(({ from }) => from))).toBeGreaterThan(begin + 30 * dayMs);
    for (const { key, from, to } of wanted)
      expect(times.get(key)?.some((time) => time >= from && time < to)).toBe(true);
  });
});

describe('the cases', () => {
  it.each(cases)('$name finds enough labels in its world', ({ world: name, counts }) => {
    const { days, keys } = worlds.find((world) => world.name === name)!;
    const labels = [1, 2, 3].flatMap(
      (seed) => worldGenerators.get(name)!.generate({ keys: keys.quick, days, seed }).labels,
    );
    expect(labels.filter(counts).length).toBeGreaterThanOrEqual(9);
  });
});
