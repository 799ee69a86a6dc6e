/**
 * The events of the benchmark: 230 bytes of NDJSON each, 40 days in order of time, made from a seed straight into bytes.
 *
 * Every key comes once in a round, in an order that scatters over all keys, so that nothing stays in a cache by luck.
 * People are awake: 95 % of the events lie between 8 and 18 h. A key has two usual places; one event in 500 names another.
 */

export interface EventPlan {
  readonly events: number;
  readonly keys: number;
  readonly seed: number;
}

/** Bytes of one event with its line end. */
export const eventBytes = 230;
/** Days learnt, of the days that pass: a quarter of the events is judged. */
export const daysLearnt = 30;
const daysPassing = 40;
const start = Date.UTC(2024, 0, 1);
const dayMs = 86_400_000;
const eventsPerChunk = 2_000;
const placesOfAll = 4_096;
const placesUsual = 64;
const oddOneIn = 500;

const pattern =
  '{"id":"00000000","ts":"2024-01-01T00:00:00.000Z","severity":"info","user":"user-0000000","client":"10.20.30.40",' +
  '"place":"place-0000","outcome":"success","agent":"Mozilla/5.0 (X11; Linux)","session":"b1946ac92492d234"';
const timeAt = pattern.indexOf('2024-01-01');
const userAt = pattern.indexOf('0000000"', pattern.indexOf('"user"'));
const placeAt = pattern.indexOf('0000"', pattern.indexOf('"place"'));
const idAt = pattern.indexOf('00000000');
const template = Buffer.from(`${pattern},"note":"`.padEnd(eventBytes - 3, '.').concat('"}\n'));

/**
 * Pieces of whole lines. Each is the same buffer, written anew: no garbage of its making falls on who is measured.
 * @throws RangeError when the pattern leaves no room for the filler
 */
export function* eventChunks({ events, keys, seed }: EventPlan): Generator<Uint8Array> {
  if (template.length !== eventBytes)
    throw new RangeError(`expected ${eventBytes} bytes, found ${template.length}`);
  const chunk = Buffer.alloc(eventsPerChunk * eventBytes);
  for (let at = 0; at < chunk.length; at += eventBytes) template.copy(chunk, at);
  const stride = strideOver(keys);
  for (let first = 0; first < events; first += eventsPerChunk) {
    const count = Math.min(eventsPerChunk, events - first);
    for (let row = 0; row < count; row++) {
      const index = first + row;
      const round = Math.floor(index / keys);
      const key = (index * stride + mix(round, seed)) % keys;
      const at = row * eventBytes;
      writeNumber(chunk, { at: at + idAt, digits: 8, value: index });
      writeNumber(chunk, { at: at + userAt, digits: 7, value: key });
      writeNumber(chunk, { at: at + placeAt, digits: 4, value: placeOf(key, mix(index, seed)) });
      chunk.write(new Date(timeOf(index / events)).toISOString(), at + timeAt, 'latin1');
    }
    yield chunk.subarray(0, count * eventBytes);
  }
}

/** Event time at a share of the whole, rising: 2.5 % of a day's events before 8 h, 95 % until 18 h, the rest after. */
function timeOf(share: number): number {
  const days = share * daysPassing;
  const day = Math.floor(days);
  const part = days - day;
  let hours = part < 0.975 ? 8 + ((part - 0.025) / 0.95) * 10 : 18 + ((part - 0.975) / 0.025) * 6;
  if (part < 0.025) hours = (part / 0.025) * 8;
  return Math.floor(start + day * dayMs + hours * 3_600_000);
}

function placeOf(key: number, chance: number): number {
  if (chance % oddOneIn === 0) return mix(chance, key) % placesOfAll;
  return (key * 7 + ((chance >>> 16) & 1) * 13) % placesUsual;
}

/** A step about 0.618 of all keys wide that visits each of them once in a round. */
function strideOver(keys: number): number {
  let stride = Math.max(1, Math.floor(keys * 0.618));
  while (commonDivisor(stride, keys) !== 1) stride++;
  return stride;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function writeNumber(
  bytes: Uint8Array,
  { at, digits, value }: { at: number; digits: number; value: number },
): void {
  let rest = value;
  for (let digit = at + digits - 1; digit >= at; digit--) {
    bytes[digit] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}

/** 32 well-mixed bits of two numbers (the finaliser of MurmurHash3). */
function mix(value: number, seed: number): number {
  let bits = (value ^ Math.imul(seed, 0x9e3779b1)) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
