/** The log of the tutorial: what its lines look like, and who misbehaves in it. */
import { describe, expect, it } from 'vitest';
import { serverLogs } from '../../scenarios/server-logs/generator.ts';

const day = serverLogs.generate(serverLogs.defaults);
const events = [...day.events];
const labels = [...day.labels];

describe('server-logs', () => {
  it('writes lines with a time, an address, a user, an action, a resource and a status code', () => {
    for (const { time, record } of events) {
      const { timestamp, ip_address, user, action, resource, status_code } = record;
      expect(Object.keys(record)).toEqual([
        ...['timestamp', 'ip_address', 'user', 'action', 'resource', 'status_code'],
      ]);
      expect(Date.parse(`${String(timestamp).replace(' ', 'T')}Z`)).toBe(time);
      expect(ip_address).toMatch(/^192\.168\.1\.([1-9]\d?|100)$/);
      expect(user).toMatch(/^user([1-9]|1\d|20)$/);
      expect(['login', 'logout', 'access', 'modify', 'delete']).toContain(action);
      expect(['/api/data', '/api/user', '/api/admin', '/api/settings', '/api/info']).toContain(resource);
      expect([200, 301, 400, 401, 404, 500]).toContain(Number(status_code));
    }
  });

  it('writes status codes as numbers and as texts', () => {
    const texts = events.filter(({ record }) => typeof record.status_code === 'string').length;
    expect(texts / events.length).toBeGreaterThan(0.2);
    expect(texts / events.length).toBeLessThan(0.4);
  });

  it('is in the order of time, and begins on Monday 3 March 2025', () => {
    const times = events.map(({ time }) => time);
    expect(times).toEqual([...times].sort((left, right) => left - right));
    expect(new Date(times[0]!).toISOString()).toMatch(/^2025-03-03T00:/);
    expect(new Date(times.at(-1)!).toISOString()).toMatch(/^2025-03-03T23:/);
  });

  it('labels runs of errors, each of more than three', () => {
    expect(new Set(labels.map(({ key }) => key)).size).toBeGreaterThanOrEqual(6);
    for (const { key, from, to } of labels) {
      const own = events.filter(({ time, record }) => record.ip_address === key && time >= from && time < to);
      const errors = own.filter(({ record }) => Number(record.status_code) >= 400);
      expect(errors.length).toBeGreaterThan(3);
    }
  });

  it('gives an error now and then to everybody else, and seldom more than three in a day', () => {
    const bad = new Set(labels.map(({ key }) => key));
    const errors = new Map<unknown, number>();
    for (const { record } of events) {
      if (bad.has(String(record.ip_address)) || Number(record.status_code) < 400) continue;
      errors.set(record.ip_address, (errors.get(record.ip_address) ?? 0) + 1);
    }
    expect(errors.size).toBeGreaterThan(20);
    expect([...errors.values()].filter((count) => count > 3).length).toBeLessThanOrEqual(2);
  });

  it('tells the same of an address in a larger population, and of an hour in a longer span', () => {
    const larger = [...serverLogs.generate({ keys: 300, days: 2, seed: 1 }).events];
    const known = new Set(events.map(({ record }) => record.ip_address));
    const last = events.at(-1)!.time;
    const same = larger.filter(({ time, record }) => time <= last && known.has(record.ip_address));
    expect(byAddress(same.map(({ record }) => record))).toEqual(
      byAddress(events.map(({ record }) => record)),
    );
  });

  it('gives the same lines for the same seed, others for another, and stops where asked', () => {
    const again = [...serverLogs.generate({ ...serverLogs.defaults, eventsMax: 100 }).events];
    expect(again).toEqual(events.slice(0, 100));
    const other = [...serverLogs.generate({ ...serverLogs.defaults, seed: 2, eventsMax: 100 }).events];
    expect(other).not.toEqual(again);
  });

  it('refuses options out of range and names the one', () => {
    expect(() => serverLogs.generate({ ...serverLogs.defaults, keys: 0 })).toThrow(
      'generator server-logs: keys must be a whole number from 1 to 100000, found 0',
    );
  });
});

function byAddress(records: readonly object[]): string[] {
  return records.map((record) => JSON.stringify(record)).sort();
}
