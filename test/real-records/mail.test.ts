import { expect, it } from 'vitest';
import { describeRecords, linesOf, rulesText } from './records.ts';
import { alertsOf, metricsOf, runRules } from './run-rules.ts';
import { dayMs, hourMs, minuteMs } from './windows.ts';

interface Mail {
  readonly time: number;
  readonly sender: string;
  readonly recipients: number;
}

const mondayMs = 4 * dayMs;

describeRecords('mail of real people', 'mail/mail.ndjson', (bytes) => {
  const mails = linesOf(bytes).map((line): Mail => {
    const { time, sender, recipients } = JSON.parse(line);
    return { time: Math.floor(time / minuteMs) * minuteMs, sender, recipients };
  });
  const bySender = new Map<string, Mail[]>();
  for (const mail of mails) bySender.set(mail.sender, [...(bySender.get(mail.sender) ?? []), mail]);
  const rules = rulesText('mail.rules');
  const outcome = runRules(rules, bytes);
  const between = (sender: string, from: number, to: number) =>
    (bySender.get(sender) ?? []).filter(({ time }) => time >= from && time < to);
  const reached = (some: readonly Mail[]) => some.reduce((sum, { recipients }) => sum + recipients, 0);
  /** Contents of the baselines of a rule that have enough evidence to judge by, with the mails they should have learnt. */
  const baselinesOf = (rule: string, evidence: number) =>
    outcome.baselines
      .filter((document) => document.rule === rule && document.events >= evidence)
      .map((document) => {
        const [from, to] = [Date.parse(document.learnFrom), Date.parse(document.learnTo)];
        return { ...document, mails: between(document.key, from, to) };
      });

  it('is all read, nothing twice, nothing late', () => {
    expect(mails).toHaveLength(21_635);
    expect(outcome.metrics.sources).toMatchObject([
      { records: mails.length, events: mails.length, refused: 0, duplicates: 0, ignored: 0 },
    ]);
    expect(outcome.deadLetters).toEqual([]);
    expect(outcome.lateEvents).toEqual([]);
    expect(metricsOf(outcome, 'mail_hours').keys).toMatchObject({ ready: 0 });
  });

  it('is counted right in every alert about a day', () => {
    const alerts = alertsOf(outcome, 'mail_volume');
    for (const { key, window, message } of alerts) {
      const day = between(key, window!.from, window!.to);
      expect(message).toBe(`${key} sent ${day.length} mails to ${reached(day)} recipients in a day`);
    }
    for (const { key, window, message } of alertsOf(outcome, 'mail_width')) {
      const day = between(key, window!.from, window!.to);
      expect(message).toBe(
        `${key} sent one mail to ${Math.max(...day.map((mail) => mail.recipients))} people`,
      );
    }
  });

  it('stands out on the days that reached more than a hundred people, and on few others', () => {
    const days = new Map<string, number>();
    for (const { time, sender, recipients } of mails) {
      const day = `${sender} ${new Date(time).toISOString().slice(0, 10)}`;
      days.set(day, (days.get(day) ?? 0) + recipients);
    }
    const most = [...days].filter(([, people]) => people >= 100).map(([day]) => day);
    const alerts = alertsOf(outcome, 'mail_volume');
    const severe = alerts.filter(({ severity }) => severity === 'high');
    expect(severe.map(({ key, at }) => `${key} ${at.slice(0, 10)}`)).toEqual(most);
    expect(alerts.length).toBeLessThanOrEqual(30);
    expect(alertsOf(outcome, 'mail_width').length).toBeLessThanOrEqual(10);
  });

  it('goes to very many people at once on days that stand out', () => {
    const wide = alertsOf(outcome, 'mail_width').filter(({ severity }) => severity === 'high');
    expect(wide.map(({ key, at }) => `${key} ${at.slice(0, 10)}`)).toEqual([
      'staff67 2001-05-22',
      'staff7 2001-10-05',
    ]);
  });

  it('is learnt day by day: as many days, the quietest and the busiest', () => {
    const baselines = baselinesOf('mail_volume', 8).filter(({ phase }) => phase === 'close');
    for (const { features, events, mails: learnt } of baselines) {
      const days = new Map<number, number>();
      for (const { time } of learnt) {
        const day = Math.floor(time / dayMs);
        days.set(day, (days.get(day) ?? 0) + 1);
      }
      const counts = [...days.values()];
      expect(events).toBe(days.size);
      expect(features.mails).toMatchObject({ minimum: Math.min(...counts), maximum: Math.max(...counts) });
    }
    expect(baselines.length).toBeGreaterThan(100);
  });

  it('is learnt hour by hour of the week: in as many weeks as it was sent', () => {
    const baselines = baselinesOf('mail_hours', 100);
    for (const { features, events, mails: learnt } of baselines) {
      const slots = Array.from({ length: 168 }, () => new Set<number>());
      for (const { time } of learnt) {
        const sinceMonday = time - mondayMs;
        const week = Math.floor(sinceMonday / (7 * dayMs));
        slots[Math.floor(sinceMonday / hourMs) - week * 168].add(week);
      }
      expect(events).toBe(learnt.length);
      expect(features.hour).toMatchObject({ slots: slots.map((weeks) => weeks.size) });
    }
    expect(baselines.length).toBeGreaterThan(20);
  });

  it('is called unusual at hours of the week only at which that person had not written while it was learnt', () => {
    const alerts = alertsOf(outcome, 'mail_hours');
    const baselines = baselinesOf('mail_hours', 100);
    const slotOf = (instant: number) => Math.floor((instant - mondayMs) / hourMs) % 168;
    for (const { key, time, generation } of alerts) {
      const judge = baselines.filter((one) => one.key === key && one.generation === generation).at(-1)!;
      expect(judge.mails.filter((mail) => slotOf(mail.time) === slotOf(time))).toEqual([]);
    }
    expect(alerts.length).toBeLessThanOrEqual(20);
  });

  it('gives the same reports in every run, and the same alerts however it arrives in pieces', () => {
    expect(runRules(rules, bytes).reports).toEqual(outcome.reports);
    expect(runRules(rules, bytes, 100_003).alerts).toEqual(outcome.alerts);
  });
});
