import { describe, expect, it } from 'vitest';
import { compileRules } from '../../src/language/compile.ts';
import { defineFunction } from '../../src/language/functions/definition.ts';
import type { Measures, Program, Value } from '../../src/language/program.ts';
import { batchOf, observation } from './build.ts';

const source = `source db_audit
  from ndjson file "events.ndjson"
  fields account: text, client_ip: ip, action: text, rows: number, event_time: time, host: text
  time event_time, up to 10 minutes late, zone "Asia/Shanghai"

table dba from csv "tables/dba.csv" key account
`;

const login = `
baseline dba_login "DBA logs in as usual"
  on db_audit where action = "login" and account in dba
  for each account
  learn place = usual values of network(client_ip, 24)
        hour  = usual hours of event_time
  during 30 days, relearn every 7 days, keep 90 days
  ignore values seen on fewer than 2 days
  alert "{account} logged in from {place} at {hour} on {upper(host)}"
    when new place or unusual hour
    severity high when new place and unusual hour, else medium
`;

const burst = `
rule burst
  on db_audit where account in dba and action = "login"
  for each account
  alert "many" when count() > 3 over 5 minutes every 1 minute
  alert "{count()} logins, {sum(rows)} rows" when count() > 30 and sum(rows) > 3 over 10 minutes every 1 minute
`;

function compiled(...texts: readonly string[]): ReturnType<typeof compileRules> {
  const rows = new Map([['alice', ['alice']]]);
  const files = texts.map((text, index) => ({ name: `rules${index}.plumb`, text }));
  return compileRules(files, { readTable: () => ({ columns: ['account'], rows }) });
}

function programOf(...texts: readonly string[]): Program {
  const { program, diagnostics } = compiled(...texts);
  expect(diagnostics).toEqual([]);
  return program!;
}

describe('compileRules', () => {
  it('makes a program that filters, keys, measures, decides and words', () => {
    const program = programOf(source + login + burst);
    const [{ schema, filters, keys }] = program.sources;
    const [rule] = program.rules;
    const event = { account: 'alice', client_ip: '10.1.2.3', action: 'login', host: 'db1' };
    const batch = batchOf(schema, [
      { ...event, event_time: Date.parse('2024-03-01T20:00:00Z') },
      { ...event, account: 'eve' },
    ]);
    expect([0, 1].map((row) => filters[rule.filter].matches(batch, row))).toEqual([true, false]);
    expect(keys[rule.key].read(batch, 0)).toBe('alice');
    const out: Measures = { numbers: new Float64Array(2), texts: [undefined, undefined] };
    rule.measure(batch, 0, out);
    expect(out.texts[0]).toBe('10.1.2.0/24');
    expect(out.numbers[1]).toBe(4);
    const captures: Value[] = [];
    rule.capture(batch, 0, captures);
    const seen = observation(
      { ...out, keys: ['alice'], captures, judged: Uint8Array.of(1, 1), tails: Float64Array.of(1, 1) },
      2,
    );
    expect(rule.alerts[0].decide(seen)).toBe('medium');
    expect(rule.alerts[0].message(seen)).toBe('alice logged in from 10.1.2.0/24 at 04:00–05:00 on DB1');
  });

  it('shares filters, keys and aggregates between and within rules', () => {
    const { sources, rules } = programOf(source + login + burst);
    expect([sources[0].filters.length, sources[0].keys.length]).toEqual([1, 1]);
    expect(rules[1].aggregates.map(({ text }) => text)).toEqual(['count()', 'sum(rows)']);
  });

  it('keeps the state ids of rules whatever happens to their neighbours', () => {
    const [alone] = programOf(source + login).rules;
    const [, together] = programOf(
      source + burst + login.replace('"DBA logs in as usual"', '"Other title"'),
    ).rules;
    expect(together.stateId).toBe(alone.stateId);
  });

  it('lets rules of one file use the sources of another', () => {
    expect(programOf(source, login).rules.map(({ name }) => name)).toEqual(['dba_login']);
  });

  it('gives no program but every diagnostic when there is an error', () => {
    const { program, diagnostics } = compiled(
      source + login.replace('client_ip', 'clientip') + burst.replace('sum(rows) > 3', 'sum(rowz) > 3'),
    );
    expect(program).toBeUndefined();
    expect(diagnostics.map(({ hint }) => hint)).toEqual([
      'did you mean "client_ip"?',
      'did you mean "rows"?',
    ]);
  });

  it('numbers the rules of sinks, also when a sink stands in a file of its own', () => {
    const { sinks, rules, sources } = programOf(
      source.replace('ndjson file "events.ndjson"', 'kafka topic "audit"'),
      `sink all to folder "topics/all"
       sink some "What the analysts see" alerts of burst severity high or higher to kafka topic "anomalies"`,
      login + burst,
    );
    expect(rules.map(({ name }) => name)).toEqual(['dba_login', 'burst']);
    expect(sources[0].schema.origin).toEqual({ kind: 'kafka', topic: 'audit', ruleFile: 'rules0.plumb' });
    expect(sinks).toEqual([
      {
        name: 'all',
        title: 'all',
        rules: [0, 1],
        severities: new Set(['low', 'medium', 'high', 'critical']),
        target: { kind: 'folder', topic: 'topics/all', ruleFile: 'rules1.plumb' },
      },
      {
        name: 'some',
        title: 'What the analysts see',
        rules: [1],
        severities: new Set(['high', 'critical']),
        target: { kind: 'kafka', topic: 'anomalies', ruleFile: 'rules1.plumb' },
      },
    ]);
  });

  it('keeps the state ids of rules wherever events come from and alerts go to', () => {
    const file = source + login;
    const topic = file
      .replace('ndjson file "events.ndjson"', 'kafka topic "audit" as ndjson')
      .replace('up to 10 minutes late', 'up to 5 minutes late');
    const sink = 'sink all alerts of dba_login to folder "topics/all"';
    const ids = [file, topic, topic.replace('  fields', '  idle after 1 minute\n  fields') + sink].map(
      (text) => programOf(text).rules[0].stateId,
    );
    expect(new Set(ids).size).toBe(1);
  });

  it('gives rules the time of arrival as a field', () => {
    const [{ schema }] = programOf(
      `source mail from kafka topic "mail" fields sender: text, size: number time arrival, zone "Asia/Shanghai"
       baseline b on mail where weekday(arrival) = "Mon" for each sender learn hour = usual hours of arrival
       alert "{sender} at {arrival}" when new hour`,
    ).sources;
    expect(schema).toMatchObject({ timeField: 'arrival', timeIsArrival: true });
    expect(schema.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'sender: text',
      'arrival: time',
    ]);
  });

  it('takes a declared field of that name for what it is', () => {
    const { sources } = programOf(
      'source s from ndjson fields a: text, arrival: time time arrival rule r on s for each a alert "x" when count() > 1 per day',
    );
    expect(sources[0].schema).not.toHaveProperty('timeIsArrival');
  });

  it("calls an embedder's functions", () => {
    const city = defineFunction({
      name: 'city',
      summary: 'The city of an address.',
      parameters: [{ name: 'address', types: ['ip'] }],
      returns: 'text',
      examples: [{ call: 'city("10.0.0.1")', result: 'Rome' }],
      evaluate: (address) => (address.startsWith('10.') ? 'Rome' : undefined),
    });
    const text = source + login.replace('network(client_ip, 24)', 'city(client_ip)');
    const { program } = compileRules([{ name: 'r', text }], {
      functions: [city],
      readTable: () => ({ columns: [], rows: new Map() }),
    });
    const out: Measures = { numbers: new Float64Array(2), texts: [undefined, undefined] };
    program?.rules[0].measure(batchOf(program.sources[0].schema, [{ client_ip: '10.1.2.3' }]), 0, out);
    expect(out.texts[0]).toBe('Rome');
  });
});
