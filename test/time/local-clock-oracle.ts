/** What a local clock shows, told by the platform's own date formatting: the independent witness of the zone and calendar tests. */

export interface ClockReading {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Monday. */
  readonly weekday: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Reads the local clock at an instant. Year 1 and later only. */
export function readClock(instant: number, zoneName: string): ClockReading {
  const parts = Object.fromEntries(
    formatOf(zoneName)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return {
    year: Number(parts.year),
    month: Number(parts.month),
    day: Number(parts.day),
    hour: Number(parts.hour),
    minute: Number(parts.minute),
    second: Number(parts.second),
    weekday: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.weekday!),
  };
}

/** The reading as if it were UTC, in epoch milliseconds, whole seconds. */
export function clockMs(instant: number, zoneName: string): number {
  const { year, month, day, hour, minute, second } = readClock(instant, zoneName);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Zones whose clocks do the unusual, and instants around the changes worth a closer look. */
export const unusualZones = [
  { name: 'UTC', changes: [] },
  { name: 'Europe/Berlin', changes: ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z'] },
  { name: 'America/New_York', changes: ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z'] },
  { name: 'Asia/Shanghai', changes: ['1991-09-14T17:00:00Z'] },
  { name: 'Asia/Kathmandu', changes: ['1985-12-31T18:30:00Z'] },
  { name: 'Australia/Lord_Howe', changes: ['2026-04-04T15:00:00Z', '2026-10-03T15:30:00Z'] },
  { name: 'Pacific/Apia', changes: ['2011-12-30T10:00:00Z', '2011-04-02T14:00:00Z'] },
  { name: 'America/Sao_Paulo', changes: ['2018-02-18T02:00:00Z', '2018-11-04T03:00:00Z'] },
  { name: 'America/Havana', changes: ['2025-03-09T05:00:00Z', '2025-11-02T05:00:00Z'] },
  { name: 'Africa/Monrovia', changes: ['1972-01-07T00:44:30Z'] },
] as const;

function formatOf(zoneName: string): Intl.DateTimeFormat {
  let format = formats.get(zoneName);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zoneName,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      weekday: 'short',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zoneName, format);
  }
  return format;
}
