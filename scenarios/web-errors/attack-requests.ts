/** The requests of attackers: what is asked for, and what a shop in good weather answers. */
import type { Random } from '../world/random.ts';
import { type Action, productPage, type Status } from './site.ts';

export interface Request {
  readonly minute: number;
  readonly user?: string;
  readonly action?: Action;
  readonly resource: string;
  readonly status: Status;
}

const directories = [
  '',
  '/wp-admin',
  '/backup',
  '/old',
  '/test',
  '/admin',
  '/phpmyadmin',
  '/.git',
  '/cgi-bin',
  '/vendor',
  '/api/v1',
];
const files = [
  'config.php',
  '.env',
  'index.php',
  'setup.php',
  'db.sql',
  'dump.zip',
  'login.php',
  'HEAD',
  'shell.jsp',
  'status',
  'web.config',
];

/** Paths that lie about on badly kept servers, one after the other. */
export function scan(
  pace: { readonly start: number; readonly count: number; readonly gapMinutes: number },
  random: Random,
): Request[] {
  const { start, count, gapMinutes } = pace;
  const requests: Request[] = [{ minute: start, resource: '/', status: 200 }];
  let minute = start;
  for (let asked = 0; asked < count; asked++) {
    minute += gapMinutes * random.logNormal(1, 0.4);
    const luck = random.unit();
    if (luck < 0.02) requests.push({ minute, resource: '/api/admin', status: 401 });
    else if (luck < 0.04) requests.push({ minute, resource: productPage(random), status: 200 });
    else
      requests.push({ minute, resource: `${random.pick(directories)}/${random.pick(files)}`, status: 404 });
  }
  return requests;
}

/** The noisy one tries one password on many users; the quieter one many passwords on one user, and gets in. */
export function guess(
  pace: { readonly start: number; readonly count: number; readonly quiet: boolean },
  random: Random,
): Request[] {
  const { start, count, quiet } = pace;
  const requests: Request[] = [];
  const target = `user${random.whole(1_000, 1_900)}`;
  let minute = start;
  for (let tried = 0; tried < count; tried++) {
    const user = quiet ? target : `user${random.whole(1_000, 1_900)}`;
    requests.push({ minute, user, action: 'login', resource: '/api/user', status: 401 });
    minute += quiet ? random.between(0.1, 0.35) : random.between(0.02, 0.1);
  }
  if (quiet) {
    requests.push({ minute, user: target, action: 'login', resource: '/api/user', status: 200 });
    requests.push({
      minute: minute + 0.4,
      user: target,
      action: 'access',
      resource: '/api/settings',
      status: 200,
    });
  }
  return requests;
}

/** As much as the line gives, of pages that are expensive to make. */
export function drown(pace: { readonly start: number; readonly minutes: number }, random: Random): Request[] {
  const { start, minutes } = pace;
  const count = random.whole(60, 110);
  const moments = Array.from({ length: count }, () => start + random.between(0, minutes));
  return moments
    .sort((left, right) => left - right)
    .map((minute) => ({ minute, resource: random.pick(['/', '/search', '/api/data']), status: 200 }));
}
