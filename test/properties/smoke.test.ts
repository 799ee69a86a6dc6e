import { test } from 'vitest';
import { createEngine } from '../../src/compose.ts';
test('smoke', () => {
  const engine = createEngine({ rules: `source s from ndjson
  fields id: text, at: time, who: text, team: text, place: text, amount: number
  time at, up to 30 minutes late, zone "UTC", precision 1 second
  identified by id
baseline b1 on s where amount > 3 and place is known for each who
  learn p = usual values of place
        h = usual hours of at
        r = range of amount
  during 6 hours with at least 3 events, relearn every 3 hours, keep 12 hours
  ignore values seen on fewer than 2 days against history
  ignore outliers beyond 3 sigma against this period
  unusual above 0.9
  alert "{who}: {p} at {h}" when new p or unusual h or r is unusually high
    severity high when new p, else medium once per 1 hour
  allow 1 hour late
  priority 7, memory 1 MB
rule t1 on s for each who alert "{who}: {count()}" when count() > 5 over 10 minutes every 5 minutes severity low
` });
  console.log(engine.warnings, engine.explanation);
  engine.alerts$.subscribe((a) => console.log(a));
  engine.baselines$.subscribe((a) => console.log(JSON.stringify(a)));
  const i = engine.input();
  let s = '';
  for (let n = 0; n < 60; n++) s += JSON.stringify({ id: 'e' + n, at: new Date(1735689600000 + n * 600000).toISOString(), who: 'a', place: n > 50 ? 'x' : 'y', amount: 5 + n % 4 }) + '\n';
  i.push(new TextEncoder().encode(s)); i.end();
  console.log(JSON.stringify(engine.finish()));
});
