/** The sites behind the edge servers: how much traffic each has, when, and from where. */
import { Random } from '../world/random.ts';

export const caseName = 'traffic-surge';

/** A country that people visit a site from. */
export interface Market {
  readonly country: string;
  /** Of all requests. */
  readonly share: number;
}

export interface Site {
  readonly index: number;
  readonly site: string;
  /** Requests in the busiest hour of an ordinary day. */
  readonly peakRequests: number;
  /** The first is home. */
  readonly markets: readonly Market[];
  /** Hours from UTC to the clock at home. */
  readonly zoneHours: number;
  /** Weekends against other days. */
  readonly weekendFactor: number;
}

const purposes = [
  'shop',
  'tickets',
  'news',
  'forum',
  'travel',
  'games',
  'library',
  'weather',
  'school',
  'film',
];
const owners = [
  'linden',
  'harbour',
  'orion',
  'meadow',
  'granite',
  'lantern',
  'juniper',
  'beacon',
  'willow',
  'cobalt',
];

/** Neighbours come first. */
const regions: readonly (readonly string[])[] = [
  ['DE', 'AT', 'CH', 'NL', 'PL'],
  ['CN', 'HK', 'SG', 'TW', 'MY'],
  ['US', 'CA', 'MX', 'GB'],
  ['FR', 'BE', 'CH', 'MA'],
];
const zones = [1, 8, -5, 1];

/** Countries from which an ordinary site has a visitor now and then, and no more. */
export const farCountries = [
  ...['BR', 'VN', 'ID', 'NG', 'IN', 'TR', 'UA', 'EG', 'PK', 'BD', 'PH', 'CO', 'AR', 'KE'],
  ...['TH', 'RO', 'ZA', 'PE', 'IR', 'KZ', 'EC', 'DZ', 'RS', 'GE', 'LK', 'BO'],
];

/** The site at `index`; depends on seed and index alone. */
export function siteAt(seed: number, index: number): Site {
  const random = Random.at(seed, caseName, index, 'site');
  const region = random.weighted([3, 4, 2, 1]);
  return {
    index,
    site: nameOfSite(index),
    peakRequests: random.logNormal(900, 0.7),
    markets: marketsOf(regions[region]!, random),
    zoneHours: zones[region]!,
    weekendFactor: random.pick([0.6, 0.85, 1, 1.3]),
  };
}

function marketsOf(region: readonly string[], random: Random): readonly Market[] {
  const [home = '', ...neighbours] = region;
  const count = random.whole(0, 2);
  const abroad = neighbours.slice(0, count).map((country) => ({ country, share: random.between(0.03, 0.1) }));
  const share = 1 - abroad.reduce((sum, market) => sum + market.share, 0);
  return [{ country: home, share }, ...abroad];
}

/** Different for every index. */
function nameOfSite(index: number): string {
  // 37 shares no divisor with 100, so that each hundred meets every pair once.
  const place = (index * 37 + 13) % 100;
  const round = Math.floor(index / 100);
  const owner = owners[Math.floor(place / purposes.length)]!;
  return `${purposes[place % purposes.length]}.${owner}${round > 0 ? round + 1 : ''}.example`;
}
