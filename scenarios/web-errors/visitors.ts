/** People in the shop: a session of clicks, alone at home or many behind the one address of an office. */
import { weekdayOf } from '../world/calendar.ts';
import type { Emit } from '../world/delivery.ts';
import { Random } from '../world/random.ts';
import type { Client } from './clients.ts';
import {
  type Action,
  brokenLinks,
  caseName,
  movedPages,
  productPage,
  type Status,
  secondAt,
  visitRecord,
  type Weather,
} from './site.ts';

/** Visits by local hour of the day: lunch, and the evening on the sofa. */
const hourWeights = [
  1, 0.5, 0.2, 0.1, 0.1, 0.3, 1, 2, 3, 4, 4.5, 5, 6.5, 5, 4, 4, 4.2, 4.5, 5, 6.5, 8, 8.5, 6, 3,
];

export function emitVisitorDay(
  client: Client,
  seed: number,
  day: number,
  weather: Weather,
  emit: Emit,
): void {
  const random = Random.at(seed, caseName, client.index, 'visits', day);
  const weekend = weekdayOf(day) > 4;
  if (client.role === 'office') {
    // A lunch break has more shoppers than people; the office is closed at weekends.
    for (let count = random.poisson(weekend ? 0.3 : 22); count > 0; count--) {
      const local = Math.max(
        500,
        Math.min(1_150, random.normal(random.chance(0.45) ? 755 : 860, random.chance(0.5) ? 35 : 170)),
      );
      const user = random.chance(0.5) ? `user${7_000 + client.index * 40 + random.whole(0, 35)}` : '-';
      emitSession({ client, user, day, minute: utcMinute(local, client) }, weather, emit, random);
    }
    return;
  }
  if (!random.chance(client.visitChance * (weekend ? 1.15 : 1))) return;
  for (let count = 1 + random.poisson(0.4); count > 0; count--) {
    const local = random.weighted(hourWeights) * 60 + random.between(0, 60);
    emitSession({ client, user: client.user, day, minute: utcMinute(local, client) }, weather, emit, random);
  }
}

interface Session {
  readonly client: Client;
  readonly user: string;
  readonly day: number;
  readonly minute: number;
}

/** What a visitor clicks: a page, and what it answers in good weather. */
interface Click {
  readonly action: Action;
  readonly resource: string;
  readonly status: Status;
}

function emitSession(session: Session, weather: Weather, emit: Emit, random: Random): void {
  const { client, day } = session;
  let { minute } = session;
  let user = '-';
  const click = ({ action, resource, status }: Click): Status => {
    const time = secondAt(day, minute);
    const answered = weather.answer(time, status, random);
    const visit = { address: client.address, user, action, resource, status: answered };
    emit(time, visitRecord(time, visit, random), client.index % 2);
    minute += random.logNormal(0.28, 0.9);
    return answered;
  };
  click({ action: 'access', resource: random.chance(0.7) ? '/' : productPage(random), status: 200 });
  // Old telephones ask for an icon that has never been there.
  if (client.quirk < 0.2) click({ action: 'access', resource: '/apple-touch-icon.png', status: 404 });
  if (session.user !== '-' && random.chance(0.6)) {
    user = session.user;
    for (let attempt = 0; attempt < 3 && random.chance(0.1); attempt++) {
      click({ action: 'login', resource: '/api/user', status: 401 });
    }
    click({ action: 'login', resource: '/api/user', status: 200 });
  }
  for (let count = Math.floor(random.exponential(6)); count > 0; count--) {
    // Whoever gets an error page tries again once, or gives up.
    const next = nextClick(user, random);
    if (click(next) === 500 && (random.chance(0.4) || click(next) === 500)) return;
  }
  if (user !== '-' && random.chance(0.3)) click({ action: 'logout', resource: '/api/user', status: 200 });
}

function nextClick(user: string, random: Random): Click {
  const member = user !== '-';
  switch (random.weighted([62, 10, 3, 2.5, member ? 9 : 1, member ? 6 : 0, member ? 1.2 : 0])) {
    case 0:
      return { action: 'access', resource: productPage(random), status: 200 };
    case 1:
      return { action: 'access', resource: random.pick(['/api/data', '/api/info', '/search']), status: 200 };
    case 2:
      return { action: 'access', resource: random.pick(brokenLinks.slice(0, 3)), status: 404 };
    case 3:
      return { action: 'access', resource: random.pick(movedPages), status: 301 };
    case 4:
      // A cart that was left open too long has lost its session.
      return { action: 'access', resource: '/api/user', status: random.chance(0.04) || !member ? 401 : 200 };
    case 5:
      return {
        action: 'modify',
        resource: random.pick(['/cart', '/api/settings']),
        status: random.chance(0.05) ? 400 : 200,
      };
    default:
      return { action: 'delete', resource: '/cart', status: 200 };
  }
}

function utcMinute(local: number, client: Client): number {
  return (local - client.zoneHours * 60 + 1_440) % 1_440;
}
