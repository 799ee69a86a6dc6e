/** What attackers' addresses do, once a week each, and how it is labelled. */
import type { Label } from '../world/generator.ts';
import type { Incident } from '../world/incidents.ts';
import { Random } from '../world/random.ts';
import { drown, guess, type Request, scan } from './attack-requests.ts';
import { type Client, clientAt } from './clients.ts';
import { caseName, floodOf, secondAt, visitRecord, Weather } from './site.ts';

/** The first day and a half of each week stay quiet: a rule has to learn before it is tried. */
const quietDays = 1.5;

/** A week repeats with other days and other requests. */
const weekDays = 7;

interface Attack {
  readonly kind: string;
  readonly strength: Label['strength'];
  readonly note: string;
  readonly day: number;
  readonly requests: readonly Request[];
}

/** Incidents by day, of every attacker among the first `keys` clients. */
export function attacksOf(options: {
  readonly seed: number;
  readonly keys: number;
  readonly days: number;
}): Map<number, Incident[]> {
  const byDay = new Map<number, Incident[]>();
  const weather = new Weather(options.seed);
  for (let index = 0; index < options.keys; index++) {
    const client = clientAt(options.seed, index);
    for (let week = 0; week * weekDays < options.days; week++) {
      const random = Random.at(options.seed, caseName, index, 'attack', week);
      const attack = attackOf(client, options.seed, week, random);
      if (attack === undefined || attack.day >= options.days) continue;
      const incident = toIncident(client, attack, weather, random);
      const others = byDay.get(attack.day);
      if (others === undefined) byDay.set(attack.day, [incident]);
      else others.push(incident);
    }
  }
  return byDay;
}

export function isAttacker(client: Client): boolean {
  return ['scanner', 'guesser', 'slow-scanner', 'flooder'].includes(client.role);
}

function attackOf(client: Client, seed: number, week: number, random: Random): Attack | undefined {
  const start = week * weekDays * 1_440 + random.between(quietDays, weekDays - 0.9) * 1_440;
  const day = Math.floor(start / 1_440);
  const minute = start - day * 1_440;
  const strength = client.quieter ? 'clear' : 'blatant';
  switch (client.role) {
    case 'scanner': {
      const count = client.quieter ? random.whole(35, 60) : random.whole(120, 240);
      const note = `asked for ${count} paths that do not exist, within minutes`;
      return {
        kind: 'scan',
        strength,
        note,
        day,
        requests: scan({ start: minute, count, gapMinutes: client.quieter ? 0.19 : 0.025 }, random),
      };
    }
    case 'guesser': {
      const count = client.quieter ? random.whole(13, 20) : random.whole(60, 140);
      const note = `${count} refused logins within minutes`;
      return {
        kind: 'password-guessing',
        strength,
        note,
        day,
        requests: guess({ start: minute, count, quiet: client.quieter }, random),
      };
    }
    case 'slow-scanner': {
      const count = random.whole(60, 95);
      const note = `asked for ${count} paths that do not exist, one every ten minutes or so`;
      // Early and spread so that it is over before the day is.
      const dawn = random.between(20, 180);
      const gapMinutes = Math.min(11, (1_300 - dawn) / count);
      return {
        kind: 'slow-scan',
        strength: 'faint',
        note,
        day,
        requests: scan({ start: dawn, count, gapMinutes }, random),
      };
    }
    case 'flooder': {
      const flood = floodOf(seed, week);
      const note = 'one of many addresses that flooded the shop together';
      return {
        kind: 'flood',
        strength: 'clear',
        note,
        day: flood.day,
        requests: drown({ start: flood.minute, minutes: flood.minutes }, random),
      };
    }
    default:
      return undefined;
  }
}

function toIncident(client: Client, attack: Attack, weather: Weather, random: Random): Incident {
  const events = attack.requests.map(({ minute, user, action, resource, status }) => {
    const time = secondAt(attack.day, minute);
    const answered = weather.answer(time, status, random);
    const visit = {
      address: client.address,
      user: user ?? '-',
      action: action ?? 'access',
      resource,
      status: answered,
    };
    return { time, record: visitRecord(time, visit, random) };
  });
  const label: Label = {
    key: client.address,
    from: events[0]!.time,
    to: events.at(-1)!.time + 1,
    kind: attack.kind,
    strength: attack.strength,
    note: attack.note,
  };
  return { day: attack.day, label, events };
}
