/**
 * Cities and the networks in them. Addresses come from ranges set apart for documentation, benchmarks, shared carrier
 * space and private use (RFC 5737, 2544, 6598, 1918), so none is anybody's. A network lies in one city, always.
 */

export interface City {
  readonly name: string;
  readonly country: string;
  /** IANA name of its time zone. */
  readonly zone: string;
  /** Position in `cities`; the networks of the city follow from it. */
  readonly index: number;
}

export interface Office {
  readonly city: City;
  /** First three numbers of the office's public /24. */
  readonly network: string;
  /** How many shared addresses of it the office's traffic leaves by. */
  readonly egressCount: number;
}

const listed: readonly (readonly [string, string])[] = [
  ...['Shanghai', 'Beijing', 'Shenzhen', 'Chengdu', 'Hangzhou', 'Guangzhou', 'Wuhan'].map(inCountry('CN')),
  ...['Nanjing', "Xi'an", 'Chongqing', 'Suzhou', 'Tianjin', 'Qingdao', 'Changsha'].map(inCountry('CN')),
  ...['Xiamen', 'Dalian', 'Kunming', 'Harbin', 'Urumqi', 'Guiyang', 'Lanzhou'].map(inCountry('CN')),
  ...['Berlin', 'Munich', 'Hamburg', 'Frankfurt'].map(inCountry('DE')),
  ...['New York', 'Boston', 'Chicago', 'San Francisco'].map(inCountry('US')),
  ['Singapore', 'SG'],
  ['London', 'GB'],
  ['Paris', 'FR'],
  ['Tokyo', 'JP'],
  ['Sao Paulo', 'BR'],
  ['Bucharest', 'RO'],
  ['Lagos', 'NG'],
];

const zonesByCountry: Readonly<Record<string, string>> = {
  CN: 'Asia/Shanghai',
  DE: 'Europe/Berlin',
  US: 'America/New_York',
  SG: 'Asia/Singapore',
  GB: 'Europe/London',
  FR: 'Europe/Paris',
  JP: 'Asia/Tokyo',
  BR: 'America/Sao_Paulo',
  RO: 'Europe/Bucharest',
  NG: 'Africa/Lagos',
};

const zonesByCity: Readonly<Record<string, string>> = {
  Chicago: 'America/Chicago',
  'San Francisco': 'America/Los_Angeles',
};

export const cities: readonly City[] = listed.map(([name, country], index) => {
  return { name, country, zone: zonesByCity[name] ?? zonesByCountry[country]!, index };
});

/** Each city has this many /24 networks of fixed lines: the first twelve are homes and shops, the others hotels. */
export const networksPerCity = 14;
export const homeNetworks = 12;

export const offices: readonly Office[] = [
  { city: cityNamed('Shanghai'), network: '203.0.113', egressCount: 4 },
  { city: cityNamed('Beijing'), network: '198.51.100', egressCount: 3 },
  { city: cityNamed('Shenzhen'), network: '192.0.2', egressCount: 2 },
  { city: cityNamed('Chengdu'), network: '198.19.248', egressCount: 2 },
  { city: cityNamed('Berlin'), network: '198.19.249', egressCount: 2 },
  { city: cityNamed('New York'), network: '198.19.250', egressCount: 2 },
];

/** Throws RangeError for a name that is not in the list. */
export function cityNamed(name: string): City {
  const found = cities.find((city) => city.name === name);
  if (found === undefined)
    throw new RangeError(`cities: expected a listed city, found "${name}"; add it to the list`);
  return found;
}

/** The listed cities of a country, in order of the list. */
export function citiesIn(country: string): readonly City[] {
  return cities.filter((city) => city.country === country);
}

export function officeIn(city: City): Office | undefined {
  return offices.find((office) => office.city === city);
}

/** The fixed-line network `number` (0 to `networksPerCity` − 1) of a city, as its first three numbers. */
export function fixedNetwork(city: City, number: number): string {
  const ordinal = city.index * networksPerCity + number;
  return `198.${18 + (ordinal >> 8)}.${ordinal & 255}`;
}

/** A pool of carrier-shared mobile addresses of a city, as its first three numbers. */
export function mobileNetwork(city: City, pool: number): string {
  return `100.${64 + city.index}.${pool}`;
}

/** Private networks of the two data centres, 10.20.0.0/16 and 10.30.0.0/16. */
export const dataCentres: readonly { readonly city: City; readonly network: string }[] = [
  { city: cityNamed('Shanghai'), network: '10.20' },
  { city: cityNamed('Beijing'), network: '10.30' },
];

/** Rows of a reference table (network, city, country): where every address of the generated worlds lies. */
export function networkRows(): string[][] {
  const rows: string[][] = [];
  const add = (network: string, city: City): number => rows.push([network, city.name, city.country]);
  for (const { city, network } of offices) add(`${network}.0/24`, city);
  for (const { city, network } of dataCentres) add(`${network}.0.0/16`, city);
  for (const city of cities) {
    add(`100.${64 + city.index}.0.0/16`, city);
    for (let number = 0; number < networksPerCity; number++) add(`${fixedNetwork(city, number)}.0/24`, city);
  }
  return rows;
}

function inCountry(country: string): (name: string) => readonly [string, string] {
  return (name) => [name, country];
}
