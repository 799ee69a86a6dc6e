/** The rules of the live figures, and records for them. */

const encoder = new TextEncoder();

/** What a user would write about logins; the same kinds of baselines as in the other figures. */
export function loginRules(sink: string): string {
  return `source logins
  from kafka topic "bench-logins"
  fields ts: time as "epoch milliseconds", user: text, place: text
  time ts, up to 1 minute late

baseline login "Where and when a user logs in"
  on logins
  for each user
  learn slot  = usual hours of week of ts
        place = usual values of place
  during 30 days with at least 5 events
  alert "{user} logged in from {place} at {slot}"
    when new place or unusual slot
${sink}`;
}

/** A record of about 230 bytes, by its number: keys come in turns, a millisecond apart. */
export function loginRecord(number: number, keys: number): Uint8Array {
  const user = `user-${String(number % keys).padStart(7, '0')}`;
  const place = `place-${(number * 7) % 64}`;
  const head = `{"ts":${start + number},"user":"${user}","place":"${place}","outcome":"success","note":"`;
  return encoder.encode(`${head.padEnd(recordBytes - 2, '.')}"}`);
}

const recordBytes = 230;
const start = Date.UTC(2026, 0, 5);
