import { describe, expect, it } from 'vitest';
import { colouredPalette, plainPalette } from '../../src/replay/palette.ts';
import { layoutFor, plainLayout, renderAlert } from '../../src/replay/render-alert.ts';
import { renderSummary } from '../../src/replay/summary-table.ts';
import { alert, ruleMetrics } from './scripted-engine.ts';

const oneLine =
  '2025-04-20 03:12  HIGH  dba_login  dba07  logged in from Chengdu at 03:00 · place Chengdu, usual Beijing 94 %, Shanghai 6 % (new) · hour 03:00–04:00, usual 09–19 h (1 in 400)';

describe('an alert', () => {
  it('is one line when there is room', () => {
    expect(renderAlert(alert())).toBe(oneLine);
  });

  it('breaks between features on a narrow terminal', () => {
    expect(renderAlert(alert(), { ...plainLayout, width: 80 })).toBe(
      [
        '2025-04-20 03:12  HIGH  dba_login  dba07  logged in from Chengdu at 03:00',
        '    place Chengdu, usual Beijing 94 %, Shanghai 6 % (new)',
        '    hour 03:00–04:00, usual 09–19 h (1 in 400)',
      ].join('\n'),
    );
  });

  it('breaks inside a part only when the part is longer than a line', () => {
    expect(
      renderAlert(alert({ features: [], message: 'one two three four five' }), { ...plainLayout, width: 16 }),
    ).toBe(
      ['2025-04-20 03:12  HIGH  dba_login  dba07', '    one two', '    three four', '    five'].join('\n'),
    );
  });

  it('stands in columns in a list', () => {
    const alerts = [
      alert({ features: [] }),
      alert({ features: [], severity: 'critical', rule: 'vpn', key: '张伟', count: 3 }),
    ];
    const layout = layoutFor(alerts, { palette: plainPalette });
    expect(alerts.map((each) => renderAlert(each, layout)).join('\n')).toBe(
      [
        '2025-04-20 03:12  HIGH      dba_login  dba07  logged in from Chengdu at 03:00',
        '2025-04-20 03:12  CRITICAL  vpn        张伟   logged in from Chengdu at 03:00 (3 times)',
      ].join('\n'),
    );
  });

  it('does not let a key steer the terminal', () => {
    const line = renderAlert(alert({ key: 'a\u001b[2Jb\u202e', message: 'x\ny', features: [] }));
    expect(line).toBe('2025-04-20 03:12  HIGH  dba_login  a\\u001b[2Jb\\u202e  x\\u000ay');
  });

  it('shows the parts of a key and how unusual each level finds it', () => {
    const levels = [{ name: 'department', score: 0.98, expected: '' }];
    const features = [{ name: 'sent', observed: '900', expected: '2–9', score: 1, isNew: false, levels }];
    expect(renderAlert(alert({ key: 'a\u001fb', message: 'sent much', features }))).toBe(
      '2025-04-20 03:12  HIGH  dba_login  a / b  sent much · sent 900, usual 2–9 (rarer than 1 in a million; department 1 in 50)',
    );
  });

  it('has a colour for its severity', () => {
    expect(renderAlert(alert(), { ...plainLayout, palette: colouredPalette })).toContain(
      '\u001b[31mHIGH\u001b[39m',
    );
  });
});

describe('the summary', () => {
  it('tells what rules and sources did', () => {
    const metrics = {
      weightBytes: 1_234_567,
      rules: [
        ruleMetrics('dba_login', { noiseBytes: 640 }),
        ruleMetrics('error_burst', { kind: 'rule', source: 'web', weightBytes: 0 }),
      ],
      sources: [
        {
          source: 'db_audit',
          records: 12_400,
          events: 12_345,
          refused: 55,
          refusedByCode: { 'not-json': 50, 'time-missing': 5 },
          duplicates: 3,
          ignored: 0,
          clock: 0,
        },
      ],
    };
    expect(renderSummary(metrics, { elapsedMs: 30.1, processBytes: 98_000_000 }, plainPalette)).toBe(`\
rule         learn  ready  close  expire  events  judged  alerts  late  failed  events/s  memory
dba_login        1      2     30       4  12,345   9,000       3     2       0   410,000   65 kB
error_burst      –      –      –       –  12,345   9,000       3     2       0   410,000     0 B

source    records  events  refused  duplicates  ignored  events/s
db_audit   12,400  12,345       55           3        0   412,000
refused by db_audit: not-json 50, time-missing 5
kept by dba_login for doubts alone: 640 B
state 1.2 MB, process 98 MB, 0.03 s`);
  });
});
