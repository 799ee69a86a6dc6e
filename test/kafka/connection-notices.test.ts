import { describe, expect, it } from 'vitest';
import { ConnectionNotices } from '../../src/kafka/connection-notices.ts';
import { connectionSilenceMsMax } from '../../src/limits.ts';
import type { TopicNotice } from '../../src/runtime/topic.ts';

describe('notices about a connection', () => {
  it('tell once that it is lost, and once that it is back', () => {
    const { notices, told } = start();
    notices.complained('refused');
    notices.look(connectionSilenceMsMax);
    notices.complained('refused again');
    notices.look(60_000);
    notices.answered(70_000);
    notices.answered(70_001);
    expect(told.map(({ kind }) => kind)).toEqual(['connection lost', 'connection back']);
    expect(told[0]?.message).toContain('found: refused;');
  });

  it('say nothing of a break that mends itself soon', () => {
    const { notices, told } = start();
    notices.complained('hung up');
    notices.look(connectionSilenceMsMax - 1);
    notices.answered(connectionSilenceMsMax - 1);
    notices.look(60_000);
    expect(told).toEqual([]);
  });

  it('say nothing of one broker that fails while another answers', () => {
    const { notices, told } = start();
    for (let now = 0; now < 60_000; now += 100) {
      notices.complained('refused');
      notices.answered(now);
      notices.look(now);
    }
    expect(told).toEqual([]);
  });

  it('say nothing of a silence without a complaint', () => {
    const { notices, told } = start();
    notices.look(600_000);
    expect(told).toEqual([]);
  });
});

function start() {
  const told: TopicNotice[] = [];
  return { notices: new ConnectionNotices('logins', (notice) => told.push(notice), 0), told };
}
