/** A company's applications and the doors that lead to them, with what security people have written down about each. */

import { toCsv } from '../world/csv.ts';
import type { GeneratedTable } from '../world/generator.ts';

export const caseName = 'notification';

interface Application {
  readonly application: string;
  readonly sensitivity: 'low' | 'medium' | 'high';
  /** When people are expected there. */
  readonly hours: 'office' | 'always';
  readonly impact: string;
}

const applications: readonly Application[] = [
  { application: 'mail', sensitivity: 'medium', hours: 'always', impact: 'letters and addresses' },
  { application: 'intranet', sensitivity: 'low', hours: 'office', impact: 'news of the company' },
  { application: 'canteen', sensitivity: 'low', hours: 'office', impact: 'menus and orders' },
  { application: 'travel', sensitivity: 'medium', hours: 'office', impact: 'plans of journeys' },
  { application: 'payroll', sensitivity: 'high', hours: 'office', impact: 'salaries and bank accounts' },
  { application: 'plant-control', sensitivity: 'high', hours: 'always', impact: 'machines could be stopped' },
];

interface Door {
  readonly place: string;
  readonly traffic: 'much' | 'little';
  readonly impact: string;
}

const doors: readonly Door[] = [
  { place: 'head-office', traffic: 'much', impact: 'everything an employee may do' },
  { place: 'vpn', traffic: 'much', impact: 'everything an employee may do from home' },
  { place: 'plant-north', traffic: 'little', impact: 'machines could be stopped' },
  { place: 'warehouse-gate', traffic: 'little', impact: 'goods could leave' },
  { place: 'test-laboratory', traffic: 'little', impact: 'a way into the network that nobody watches' },
];

/** Places at which a few technicians log in, and nobody else. */
export const quietPlaces = doors.filter(({ traffic }) => traffic === 'little').map(({ place }) => place);

/** What office workers use, and how often. */
export const officeApplications: readonly (readonly [string, number])[] = [
  ['mail', 6],
  ['intranet', 4],
  ['canteen', 2],
  ['travel', 1],
];

export function companyTables(): GeneratedTable[] {
  const ofApplications = applications.map(({ application, sensitivity, hours, impact }) => [
    application,
    sensitivity,
    hours,
    impact,
  ]);
  const ofDoors = doors.map(({ place, traffic, impact }) => [place, traffic, impact]);
  return [
    {
      name: 'applications',
      csv: toCsv(['application', 'sensitivity', 'hours', 'impact'], ofApplications),
    },
    { name: 'places', csv: toCsv(['place', 'traffic', 'impact'], ofDoors) },
  ];
}
