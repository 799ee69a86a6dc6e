/** Programs that call the shop day and night: monitoring, search engines, partners, a reader of a feed that is gone. */
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

interface Call {
  readonly minute: number;
  readonly action?: Action;
  readonly resource: string;
  readonly status: Status;
}

export function emitMachineDay(
  client: Client,
  seed: number,
  day: number,
  weather: Weather,
  emit: Emit,
): void {
  const random = Random.at(seed, caseName, client.index, 'calls', day);
  for (const call of callsOf(client, random)) {
    const time = secondAt(day, call.minute);
    const visit = {
      address: client.address,
      user: userOf(client),
      action: call.action ?? 'access',
      resource: call.resource,
      status: weather.answer(time, call.status, random),
    };
    emit(time, visitRecord(time, visit, random), client.index % 2);
  }
}

function callsOf(client: Client, random: Random): Call[] {
  switch (client.role) {
    case 'probe':
      return every(5, client).map((minute) => ({
        minute: minute + random.between(0, 0.05),
        resource: '/api/info',
        status: 200,
      }));
    case 'feed-reader':
      return every(30, client).map((minute) => ({
        minute: minute + random.between(0, 0.3),
        resource: '/feed.xml',
        status: 404,
      }));
    case 'partner':
      return partnerCalls(client, random);
    default:
      return crawl(client, random);
  }
}

/** Fetches prices; its token is renewed once a day, after a refusal. */
function partnerCalls(client: Client, random: Random): Call[] {
  const calls: Call[] = [];
  const renewal = Math.floor(client.quirk * 40) + 4;
  for (const [turn, start] of every(30, client).entries()) {
    const minute = start + random.between(0, 0.6);
    if (turn === renewal) {
      calls.push({ minute, resource: '/api/data', status: 401 });
      calls.push({ minute: minute + 0.03, action: 'login', resource: '/api/user', status: 200 });
    }
    const bad = random.chance(0.006);
    calls.push({ minute: minute + 0.08, resource: '/api/data', status: bad ? 400 : 200 });
  }
  return calls;
}

/** A few rounds a day, politely slow; an index full of links that have gone. */
function crawl(client: Client, random: Random): Call[] {
  const calls: Call[] = [];
  const gone = 0.02 + client.quirk * 0.06;
  for (let round = random.whole(1, 3); round > 0; round--) {
    let minute = random.between(0, 1_300);
    calls.push({ minute, resource: '/robots.txt', status: 200 });
    for (let pages = random.whole(10, 45); pages > 0; pages--) {
      minute += random.logNormal(0.9, 0.5);
      const kind = random.unit();
      if (kind < gone) calls.push({ minute, resource: oldPage(random), status: 404 });
      else if (kind < gone + 0.05) calls.push({ minute, resource: random.pick(movedPages), status: 301 });
      else calls.push({ minute, resource: productPage(random), status: 200 });
    }
  }
  return calls;
}

function oldPage(random: Random): string {
  return random.chance(0.3) ? random.pick(brokenLinks) : `/products/${random.whole(100, 940)}`;
}

function userOf(client: Client): string {
  if (client.role === 'probe') return 'monitor';
  return client.role === 'partner' ? `partner${client.index}` : '-';
}

/** The minutes of a day at which a schedule fires, shifted by the client's own phase. */
function every(step: number, client: Client): number[] {
  return Array.from({ length: 1_440 / step }, (_, turn) => turn * step + client.quirk * step * 0.95);
}
