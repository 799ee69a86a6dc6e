/** A day of mail: a person's own, and what systems send by the clock. */
import { dayOfMonth, isWorkday, weekdayOf } from '../world/calendar.ts';
import { LocalClock } from '../world/clock.ts';
import type { Emit } from '../world/delivery.ts';
import type { EventRecord } from '../world/generator.ts';
import { Random } from '../world/random.ts';
import { minutesOf, momentsIn } from '../world/times.ts';
import { workDayOf } from '../world/workday.ts';
import { seasonOf } from './departments.ts';
import { caseName, type Staff, type SystemMailbox } from './senders.ts';

export const clock = new LocalClock('Asia/Shanghai');

/** Mail servers refuse more. */
const attachmentsMax = 30;
const bytesMax = 36_000_000;

/** Minutes of an ordinary working day without lunch. */
const ordinaryMinutes = 450;

export interface Mail {
  readonly recipients: number;
  readonly external: number;
  readonly attachments: number;
  readonly bytes: number;
  readonly subjectLength: number;
}

export function mailRecord(
  sender: string,
  department: string,
  time: number,
  mail: Mail,
  random: Random,
): EventRecord {
  return {
    id: `<${random.identifier()}@mx${1 + (time % 2)}.harbour-trade.example>`,
    event_time: clock.textOf(time),
    sender,
    department,
    recipients: mail.recipients,
    external: mail.external,
    attachments: mail.attachments,
    bytes: mail.bytes,
    subject_length: mail.subjectLength,
  };
}

/** The mails of a working day and their minutes; a pure function of person and day. */
export function mailsOf(
  staff: Staff,
  day: number,
  random: Random,
): { readonly minute: number; readonly mail: Mail }[] {
  const work = workDayOf(staff.person, day);
  if (work === undefined) return mailsWhileAway(staff, day, random);
  const { department } = staff;
  const season = seasonOf(department, day);
  const covering = isCovering(staff, day);
  const share = Math.min(1.3, minutesOf(work.stretches) / ordinaryMinutes);
  const level = covering ? Math.max(1.4, staff.mailLevel) : staff.mailLevel;
  const expected = department.mailsPerDay * level * work.workload * season * share;
  const attachmentLevel = (covering ? 1.3 : staff.attachmentLevel) * (season > 1 ? 1.15 : 1);
  return momentsIn(work.stretches, random.poisson(expected), random).map(({ minute }) => {
    return { minute, mail: mailOf(staff, attachmentLevel, random) };
  });
}

export function emitStaffDay(staff: Staff, day: number, emit: Emit): void {
  const random = Random.at(staff.person.seed, caseName, staff.person.index, 'mails', day);
  for (const { minute, mail } of mailsOf(staff, day, random)) {
    const time = clock.instantAt(day, minute);
    emit(time, mailRecord(staff.sender, staff.department.name, time, mail, random), staff.person.index % 2);
  }
}

export function emitSystemDay(mailbox: SystemMailbox, seed: number, day: number, emit: Emit): void {
  const random = Random.at(seed, caseName, mailbox.index, 'system', day);
  const send = (minute: number, mail: Mail): void => {
    const time = clock.instantAt(day, minute);
    emit(time, mailRecord(mailbox.sender, 'Systems', time, mail, random), 2);
  };
  if (mailbox.duty === 'alerts') {
    for (let count = random.poisson(14); count > 0; count--) {
      const subjectLength = random.whole(38, 64);
      const bytes = random.whole(2_600, 4_200);
      send(random.between(0, 1440), { recipients: 2, external: 0, attachments: 0, bytes, subjectLength });
    }
  } else if (mailbox.duty === 'invoices' && isWorkday('CN', day)) {
    // The nightly run leaves at nine, one invoice a mail; the first of the month brings the subscriptions.
    const count = random.poisson(dayOfMonth(day) <= 3 ? 30 : 9);
    for (let sent = 0; sent < count; sent++) {
      const bytes = random.whole(61_000, 118_000);
      send(540 + sent * 0.034, { recipients: 1, external: 1, attachments: 1, bytes, subjectLength: 27 });
    }
  } else if (mailbox.duty === 'newsletter' && weekdayOf(day) === 2) {
    const recipients = 2_380 + day * 3 + random.whole(-20, 20);
    const bytes = random.whole(140_000, 260_000);
    const subjectLength = random.whole(30, 60);
    send(600, { recipients, external: recipients - 118, attachments: 0, bytes, subjectLength });
  }
}

export function bytesOf(attachments: number, attachmentBytesMedian: number, random: Random): number {
  let bytes = random.logNormal(9_000, 0.9);
  // Base64 adds a third and its line ends.
  for (let count = attachments; count > 0; count--)
    bytes += random.logNormal(attachmentBytesMedian, 0.9) * 1.37;
  return Math.min(bytesMax, Math.round(bytes));
}

/** Somebody reads mail on a beach, and answers one. */
function mailsWhileAway(staff: Staff, day: number, random: Random): { minute: number; mail: Mail }[] {
  const { person } = staff;
  if (day < person.hiredDay || day > person.departedDay || !random.chance(0.02)) return [];
  return [{ minute: random.between(560, 1300), mail: mailOf(staff, 0.1, random) }];
}

function mailOf(staff: Staff, attachmentLevel: number, random: Random): Mail {
  const { department } = staff;
  const attached = random.chance(Math.min(0.9, department.attachmentShare * attachmentLevel));
  const attachments = attached ? attachmentCount(department.attachmentsMean, random) : 0;
  // Most go to one or two people; some to a whole project.
  const many = random.chance(0.06);
  const recipients =
    1 + Math.floor(random.exponential((department.recipientsMean - 0.6) * (many ? 5 : 0.75)));
  const outside = random.chance(department.externalShare);
  const external = outside ? random.whole(1, Math.min(recipients, 4)) : 0;
  const reply = random.chance(0.55);
  const subjectLength = Math.max(2, Math.round(random.normal(staff.subjectLength, 8))) + (reply ? 4 : 0);
  const bytes = bytesOf(attachments, department.attachmentBytesMedian, random);
  return { recipients, external, attachments, bytes, subjectLength };
}

/** One is by far the most frequent; a bundle of scans or photographs now and then. */
function attachmentCount(mean: number, random: Random): number {
  if (random.chance(0.02)) return Math.min(attachmentsMax, random.whole(6, 14));
  return Math.min(attachmentsMax, 1 + Math.floor(random.exponential(mean - 0.6)));
}

function isCovering(staff: Staff, day: number): boolean {
  return (
    staff.coversFromDay >= 0 && day >= staff.coversFromDay && day < staff.coversFromDay + staff.coversDays
  );
}
