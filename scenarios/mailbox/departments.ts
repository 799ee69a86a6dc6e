/** Departments and how they write: how often, to whom, with how many attachments, and when in the month. */
import { monthOf, workdaysGoneInMonth, workdaysLeftInMonth } from '../world/calendar.ts';

export interface Department {
  readonly name: string;
  readonly titles: readonly string[];
  /** Mails on an ordinary working day of an ordinary member. */
  readonly mailsPerDay: number;
  /** Share of mails with attachments, and their mean number when there are any. */
  readonly attachmentShare: number;
  readonly attachmentsMean: number;
  readonly attachmentBytesMedian: number;
  /** Share of mails that leave the company. */
  readonly externalShare: number;
  readonly recipientsMean: number;
  /** Attachments that its busiest member sends on the busiest day of an ordinary month, roughly. */
  readonly busyDayAttachments: number;
}

export const departments = {
  engineering: {
    name: 'Engineering',
    titles: ['Engineer', 'Senior Engineer', 'Architect', 'Test Engineer'],
    mailsPerDay: 4.2,
    attachmentShare: 0.1,
    attachmentsMean: 1.3,
    attachmentBytesMedian: 180_000,
    externalShare: 0.07,
    recipientsMean: 2.8,
    busyDayAttachments: 14,
  },
  sales: {
    name: 'Sales',
    titles: ['Account Manager', 'Key Account Manager', 'Sales Assistant'],
    mailsPerDay: 8.5,
    attachmentShare: 0.26,
    attachmentsMean: 1.6,
    attachmentBytesMedian: 420_000,
    externalShare: 0.62,
    recipientsMean: 1.9,
    busyDayAttachments: 26,
  },
  marketing: {
    name: 'Marketing',
    titles: ['Campaign Manager', 'Designer', 'Editor'],
    mailsPerDay: 6.5,
    attachmentShare: 0.34,
    attachmentsMean: 2.3,
    attachmentBytesMedian: 2_600_000,
    externalShare: 0.4,
    recipientsMean: 3.6,
    busyDayAttachments: 34,
  },
  finance: {
    name: 'Finance',
    titles: ['Accountant', 'Controller', 'Treasury Analyst', 'Tax Specialist'],
    mailsPerDay: 6.5,
    attachmentShare: 0.48,
    attachmentsMean: 2,
    attachmentBytesMedian: 310_000,
    externalShare: 0.35,
    recipientsMean: 2.2,
    busyDayAttachments: 46,
  },
  legal: {
    name: 'Legal',
    titles: ['Counsel', 'Paralegal', 'Contract Manager'],
    mailsPerDay: 6,
    attachmentShare: 0.58,
    attachmentsMean: 2.5,
    attachmentBytesMedian: 520_000,
    externalShare: 0.45,
    recipientsMean: 2.4,
    busyDayAttachments: 46,
  },
  people: {
    name: 'Human Resources',
    titles: ['Recruiter', 'HR Partner', 'Payroll Specialist'],
    mailsPerDay: 6,
    attachmentShare: 0.3,
    attachmentsMean: 1.5,
    attachmentBytesMedian: 260_000,
    externalShare: 0.45,
    recipientsMean: 1.8,
    busyDayAttachments: 22,
  },
  support: {
    name: 'Customer Support',
    titles: ['Support Agent', 'Support Lead'],
    mailsPerDay: 10.5,
    attachmentShare: 0.12,
    attachmentsMean: 1.3,
    attachmentBytesMedian: 240_000,
    externalShare: 0.85,
    recipientsMean: 1.3,
    busyDayAttachments: 16,
  },
  board: {
    name: 'Executive Office',
    titles: ['Director', 'Assistant to the Board', 'Vice President'],
    mailsPerDay: 7.5,
    attachmentShare: 0.16,
    attachmentsMean: 1.5,
    attachmentBytesMedian: 700_000,
    externalShare: 0.3,
    recipientsMean: 4.2,
    busyDayAttachments: 20,
  },
} as const satisfies Record<string, Department>;

/**
 * How far a day of the month lifts a department: closing the books fills the last and first working days, three times as
 * much at a quarter's end; recruiters and salespeople feel the quarter too.
 */
export function seasonOf(department: Department, day: number): number {
  const left = workdaysLeftInMonth('CN', day);
  const gone = workdaysGoneInMonth('CN', day);
  // Of a close that runs over the month's end, the first days belong to the month before.
  const closing = gone < 3 ? monthOf(day) - 1 : monthOf(day);
  const quarter = closing % 3 === 0;
  if (department.name === 'Finance') {
    const close = left === 0 || gone === 0 ? 1 : left < 3 || gone < 3 ? 0.65 : 0;
    return 1 + close * (quarter ? 1.6 : 0.9);
  }
  if (department.name === 'Sales' && left < 4) return quarter ? 1.5 : 1.15;
  return 1;
}
