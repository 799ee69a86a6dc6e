/**
 * What `Series` is to say, written plainly: arrays that keep everything, doubles, nothing ever forgotten but what its
 * comments say. For half-lives of Infinity and whole weights.
 */

const weights = [1.5, 1, 1, 1.25, 0.75, 0.75, 0.75];

interface Template {
  form: number[];
  met: number;
}

class PlainEnvelope {
  readonly hours = new Map<number, [number, number]>();
  whole: [number, number] | undefined;

  outside(hour: number, value: number): number {
    const [low, high] = this.hours.get(hour) ?? this.whole ?? [value, value];
    return Math.max(0, value - high, low - value);
  }

  open(hour: number, value: number): void {
    const [low, high] = this.hours.get(hour) ?? [value, value];
    this.hours.set(hour, [Math.min(low, value), Math.max(high, value)]);
    const [least, most] = this.whole ?? [value, value];
    this.whole = [Math.min(least, value), Math.max(most, value)];
  }
}

class PlainShapes {
  readonly values: number[] = [];
  readonly templates: Template[] = [];
  seen = 0;
  readonly #block: number;

  constructor(block: number) {
    this.#block = block;
  }

  /** The shape with one more value, when that completes a block. */
  form(value: number): number[] | undefined {
    const all = [...this.values, value];
    if (all.length % this.#block !== 0 || all.length < 8 * this.#block) return undefined;
    const last = all.slice(-8 * this.#block);
    const blocks = Array.from({ length: 8 }, (_, index) => {
      const part = last.slice(index * this.#block, (index + 1) * this.#block);
      return part.reduce((sum, each) => sum + each, 0) / this.#block;
    });
    const mean = blocks.reduce((sum, each) => sum + each, 0) / 8;
    const length = Math.hypot(...blocks.map((each) => each - mean));
    return blocks.map((each) => (length > 0 ? (each - mean) / length : 0));
  }

  nearest(form: number[]): { template: Template | undefined; distance: number } {
    const distances = this.templates.map(({ form: other }) =>
      Math.hypot(...form.map((each, index) => each - other[index])),
    );
    const distance = Math.min(...distances);
    if (distances.length === 0) return { template: undefined, distance: 0 };
    return { template: this.templates[distances.indexOf(distance)], distance };
  }

  learn(value: number, isStrange: boolean): void {
    const form = this.form(value);
    const closed = Math.floor(this.values.length / this.#block);
    if (form !== undefined) {
      this.seen++;
      const { template } = this.nearest(form);
      if (this.templates.length < 64) this.templates.push({ form, met: closed });
      else if (isStrange) {
        const oldest = this.templates.reduce((one, other) => (other.met < one.met ? other : one));
        this.templates[this.templates.indexOf(oldest)] = { form, met: closed };
      } else if (template !== undefined) {
        template.form = template.form.map((each, index) => each + 0.2 * (form[index] - each));
        template.met = closed;
      }
    }
    this.values.push(value);
  }
}

export class PlainSeries {
  readonly #envelopes = Array.from({ length: 4 }, () => new PlainEnvelope());
  readonly #shapes = [new PlainShapes(3), new PlainShapes(12)];
  readonly #strange: number[][] = Array.from({ length: 7 }, () => []);
  #averages: number[] = [];
  #volatility = 0;
  #moves = false;
  #previous: number | undefined;
  #run = 0;
  #recent = { bits: 0, day: 0 };
  #noted = 0;

  /** Judges a value, then learns it. */
  next(value: number, day: number): number {
    const hour = Math.floor((day - Math.floor(day)) * 24 + 1e-6) % 24;
    const step = this.#previous === undefined ? 0 : Math.abs(value - this.#previous);
    const averages = [0.2, 0.04].map((share, index) =>
      this.#previous === undefined ? value : this.#averages[index] + share * (value - this.#averages[index]),
    );
    const volatility = this.#volatility + 0.05 * (step - this.#volatility);
    const run = this.#moves && value === this.#previous ? this.#run + 1 : 0;
    const signals = [value, ...averages, volatility];
    const strange = signals.map((signal, index) => this.#envelopes[index].outside(hour, signal));
    strange.push(run);
    for (const shapes of this.#shapes) {
      const form = shapes.form(value);
      strange.push(form === undefined ? 0 : shapes.nearest(form).distance);
    }
    const bits = strange.map((each, channel) => this.#bits(each, channel));
    const sum = bits.reduce((total, each, channel) => total + weights[channel] * Math.max(0, each - 2), 0);
    const recent = this.#recent.bits * 2 ** (-4 * (day - this.#recent.day));
    const isFirst = this.#previous === undefined;

    this.#recent = { bits: Math.max(sum, recent), day };
    strange.forEach((each, channel) => {
      this.#strange[channel].push(each);
    });
    this.#noted++;
    signals.forEach((signal, index) => {
      this.#envelopes[index].open(hour, signal);
    });
    this.#shapes.forEach((shapes, index) => {
      shapes.learn(value, bits[5 + index] > 2);
    });
    this.#averages = averages;
    this.#volatility = volatility;
    this.#moves ||= step > 0;
    this.#previous = value;
    this.#run = run;
    return isFirst ? 1 : 2 ** (-Math.max(0, sum - recent) / 2);
  }

  #bits(strangeness: number, channel: number): number {
    const noted = channel < 5 ? this.#noted : this.#shapes[channel - 5].seen;
    if (strangeness === 0 || noted + 1 < 5) return 0;
    const among = Math.min(noted, 300) + 1;
    const ranked = this.#strange[channel].filter((each) => each > 0).sort((one, other) => other - one);
    const further = (doublings: number): number => (3 * doublings) / (1 + doublings / 20);
    if (ranked.length === 0) return Math.log2(among / 0.3) + 0.001 * further(Math.log2(1 + strangeness));
    const above = ranked.filter((each) => each >= 0.97 * strangeness).length;
    if (above >= 24) return Math.max(0, Math.log2(among / 24.3)) * Math.min(1, strangeness / ranked[23]);
    const beyond = strangeness > ranked[0] ? further(Math.log2(strangeness / ranked[0])) : 0;
    return Math.max(0, Math.log2(among / (above + 0.3))) + beyond;
  }
}
