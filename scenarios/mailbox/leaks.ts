/** Mailboxes from which documents are carried off, as the labels tell it. */
import { isWorkday } from '../world/calendar.ts';
import type { Label } from '../world/generator.ts';
import type { Incident } from '../world/incidents.ts';
import { isSettled } from '../world/person.ts';
import { Random } from '../world/random.ts';
import { workDayOf } from '../world/workday.ts';
import { bytesOf, clock, mailRecord, mailsOf } from './mails.ts';
import { caseName, type Staff, senderAt } from './senders.ts';

export type Leak = Label['strength'];

/** Who and when. */
export interface Scene {
  readonly seed: number;
  readonly index: number;
  readonly day: number;
}

export const plans: readonly (readonly Leak[])[] = [['blatant'], ['clear'], ['faint'], ['clear', 'faint']];

/** Days before the labelled ones by which a person's own usual maximum is measured. */
const ownHistoryDays = 31;

/** A settled sender with few attachments stands out most. */
export function fitOf(seed: number, index: number): number {
  const sender = senderAt(seed, index);
  if (sender.kind === 'system' || sender.person.shift !== 'office') return 0;
  if (!isSettled(sender.person) || sender.coversFromDay >= 0) return 0;
  return sender.department.busyDayAttachments < 40 ? 2 : 1;
}

export function stage(leak: Leak, at: Scene): Incident | undefined {
  const { seed, index, day } = at;
  const sender = senderAt(seed, index);
  if (sender.kind === 'system' || !isWorkday('CN', day)) return undefined;
  const stretch = workDayOf(sender.person, day)?.stretches.at(-1);
  if (stretch === undefined) return undefined;
  const random = Random.at(seed, caseName, index, 'leak', day);
  const own = usualMaximum(sender);
  const total = Math.ceil(totalOf(leak, own, sender, random));
  const eachMost = { blatant: 22, clear: 12, faint: 5 }[leak];
  const events: { time: number; record: ReturnType<typeof mailRecord> }[] = [];
  let minute = Math.max(stretch.from, stretch.to - 40) + random.between(0, 10);
  for (let left = total; left > 0; ) {
    const attachments = Math.min(left, random.whole(Math.ceil(eachMost / 2), eachMost));
    left -= attachments;
    const time = clock.instantAt(day, minute);
    const bytes = bytesOf(attachments, sender.department.attachmentBytesMedian, random);
    const mail = { recipients: 1, external: 1, attachments, bytes, subjectLength: random.whole(3, 12) };
    events.push({ time, record: mailRecord(sender.sender, sender.department.name, time, mail, random) });
    minute += leak === 'faint' ? random.between(4, 12) : random.between(0.6, 2.5);
  }
  const label: Label = {
    key: sender.sender,
    from: events[0]!.time,
    to: events.at(-1)!.time + 1,
    kind: 'attachment-volume',
    strength: leak,
    note: `sent ${total} attachments to an outside address; the most on one day of the first month was ${own}`,
  };
  return { day, label, events };
}

function totalOf(leak: Leak, own: number, sender: Staff, random: Random): number {
  const busy = sender.department.busyDayAttachments;
  switch (leak) {
    case 'blatant':
      return Math.max(own * 6, random.between(160, 260));
    case 'clear':
      return Math.max(own * random.between(2.5, 3.2), busy * random.between(1.3, 1.6));
    case 'faint':
      return own * random.between(1.4, 1.8) + 4;
  }
}

/** Most attachments on one day of the first month. */
function usualMaximum(staff: Staff): number {
  let most = 0;
  for (let day = 0; day < ownHistoryDays; day++) {
    const random = Random.at(staff.person.seed, caseName, staff.person.index, 'mails', day);
    const sum = mailsOf(staff, day, random).reduce((total, { mail }) => total + mail.attachments, 0);
    most = Math.max(most, sum);
  }
  return most;
}
