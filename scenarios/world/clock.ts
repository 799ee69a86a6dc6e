/** A wall clock of one place: turns a day and a minute of it into an instant, and an instant into the text of a log. */
import { minuteMs } from '../../src/time/duration.ts';
import { formatInstant } from '../../src/time/instant.ts';
import { Zone } from '../../src/time/zone.ts';
import { localMidnightMs } from './calendar.ts';

export class LocalClock {
  readonly zoneName: string;
  private readonly zone: Zone;

  constructor(zoneName: string) {
    this.zoneName = zoneName;
    this.zone = Zone.of(zoneName);
  }

  /** The instant, in whole milliseconds, at `minute` of local `day`; the minute may be broken, and 1440 or more. */
  instantAt(day: number, minute: number): number {
    return this.zone.localToInstant(localMidnightMs(day) + Math.floor(minute * minuteMs));
  }

  /** ISO text with the offset of this place. */
  textOf(instant: number): string {
    return formatInstant(instant, this.zone);
  }
}
