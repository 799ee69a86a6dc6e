/** Requests to a web server and a rule over them, small enough to be read: every user bursts in every minute. */

export const rules = `source web
  from ndjson
  fields at: time, user: text, bytes: number
  time at, up to 1 minute late, zone "UTC"

rule burst "Many requests"
  on web for each user
  alert "{user} asked {count()} times"
    when count() >= 3 over 1 minute
`;

const firstMs = Date.UTC(2025, 2, 3);

/** One request a second by ten users in turn: six a minute of each. Numbered from 0, a line of JSON each. */
export function requests(count: number, from = 0): string {
  let lines = '';
  for (let number = from; number < from + count; number++) {
    const at = new Date(firstMs + number * 1000).toISOString();
    lines += `{"at":"${at}","user":"u${number % 10}","bytes":${number}}\n`;
  }
  return lines;
}
