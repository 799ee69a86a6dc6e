/**
 * A part of a whole per window: failed logins among all, mails to the outside among the mails sent. Sums over windows: share-sums.ts.
 *
 *     μ = (Σ w r + 2 μ′) / (Σ w + 2)                       μ′, τ′: of the next wider level; below the widest
 *     τ = (Σ w ρ₀ / β + 20 τ′) / (Σ w + 20)                1/2 with the weight min(1, 20 h), and 1
 *     ρ = β τ,  β = min(0.05, μ (1 − μ) / 2 + h)           what is expected of ρ before anything is known of it
 *     ρ₀ = (V / (r̄ (1 − r̄)) − h) / (1 − h)     V: weighted variance of the shares r; r̄, h: weighted means of r and of 1/n
 *     tail = P(part or more), P(part or less), or twice the smaller one     beta-binomial with μ and ρ (beta-tail.ts)
 *
 * ρ is the intra-class correlation: 0 when the part varies by chance alone, 1 when it is all or nothing; ρ₀ is the moment estimate
 * of Kleinman (J. Am. Stat. Assoc. 68, 1973). Log odds that vary from window to window make ρ proportional to μ (1 − μ), and items
 * that come by twos make it 1/n: so β, and what is taken for known of μ at first, are small where wholes are large, and do not hide
 * a share of 0.3 %. What is not yet known of μ is added to ρ: the variance of a window over Σ w + 2. A level without samples of its
 * own leaves μ and ρ as they are.
 * A whole of nothing says nothing: its tail is 1. A part beyond the whole counts as all of it, one below 0 as nothing.
 *
 * State: 48 bytes. Judging 0.1 to 0.5 µs.
 */

import { tailProbabilityMin } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap } from '../../memory/heap.ts';
import type { Side } from '../model.ts';
import { type PartOfWhole, partOrMoreTail } from './beta-tail.ts';
import { type ProfiledModel, stepped } from './profile.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment } from './running-model.ts';
import { ShareSums } from './share-sums.ts';

export interface RunningShareOptions {
  readonly heap: Heap;
  readonly halfLifeDays: number;
}

const meanBase = 0.5;
/** A window of so many items, half of them the part, is what is taken for known at first; at most one window. */
const meanBaseItems = 20;
const meanPrior = 2;
const correlationBaseMax = 0.05;
/** Variance of the log odds from window to window, as long as nothing is known of it. */
const oddsVarianceBase = 0.5;
const correlationPrior = 20;
const correlationMin = 1e-6;
const correlationMax = 0.95;
/** Half the step that sums keep shares in. */
const meanMin = 2 ** -16;
/** 80 % of the windows lie within so many deviations. */
const usualDeviations = 1.28;
/** Windows added to both sides of the odds in a profile: ten windows of nothing are not an infinity. */
const profilePrior = 1 / 8;
/** Two shares that differ by less are alike. */
const alikeShare = 0.1;

export class RunningShare implements ProfiledModel {
  readonly ofTexts = false;
  readonly usesEarlier = false;
  readonly profileDimensions = 1;
  readonly dimensions = 2;
  readonly words: number;
  readonly #sums: ShareSums;
  /** What is expected, and the sample at hand. Scratch. */
  readonly #expected: PartOfWhole = { part: 0, whole: 1, mean: 0, correlation: 0 };
  /** Share of a window that chance alone would explain. Scratch. */
  #chance = 0;

  constructor(options: RunningShareOptions) {
    this.#sums = new ShareSums(options);
    this.words = this.#sums.words;
  }

  tail(levels: Levels, sample: Float64Array, _moment: Moment, side: Side): number {
    const whole = sample[1];
    if (!(whole > 0) || !this.#expect(levels)) return 1;
    const part = Math.min(whole, Math.max(0, sample[0]));
    const expected = this.#expected;
    expected.whole = whole;
    let [high, low] = [1, 1];
    if (side !== 'low') {
      expected.part = part;
      high = partOrMoreTail(expected);
    }
    if (side !== 'high') {
      expected.part = whole - part;
      expected.mean = 1 - expected.mean;
      low = partOrMoreTail(expected);
    }
    const tail = side === 'both' ? 2 * Math.min(high, low) : Math.min(high, low);
    return Math.min(1, Math.max(tailProbabilityMin, tail));
  }

  learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void {
    const whole = sample[1];
    if (!(whole > 0) || !(weight > 0)) return;
    this.#sums.learn(state, { share: shareOf(sample), whole, day: moment.day, weight });
  }

  merge(state: Address, other: Address): void {
    this.#sums.merge(state, other);
  }

  /** True for a share within what four of five windows show. */
  isKnown(state: Address, sample: Float64Array): boolean {
    if (!this.#expect(levelsOf(state))) return false;
    return Math.abs(shareOf(sample) - this.#expected.mean) <= usualDeviations * this.#deviation();
  }

  isAlike(one: Float64Array, other: Float64Array): boolean {
    return Math.abs(shareOf(one) - shareOf(other)) <= alikeShare;
  }

  evidence(state: Address): number {
    return this.#sums.windows(state);
  }

  /** Windows are told by their mean and spread: 1 for a share that is known, otherwise 0. */
  share(state: Address, sample: Float64Array): number {
    return this.isKnown(state, sample) ? 1 : 0;
  }

  /** "2–9 %, mean 5 %": four windows of five. */
  usual(state: Address): string {
    if (!this.#expect(levelsOf(state))) return 'nothing yet';
    const { mean } = this.#expected;
    const spread = usualDeviations * this.#deviation();
    const low = percent(Math.max(0, mean - spread));
    const high = percent(Math.min(1, mean + spread));
    return low === high ? `${low} %` : `${low}–${high} %, mean ${percent(mean)} %`;
  }

  document(state: Address): RunningDocument {
    const isKnown = this.#expect(levelsOf(state));
    const { mean, correlation } = this.#expected;
    return {
      kind: 'share',
      evidence: this.evidence(state),
      usual: this.usual(state),
      details: isKnown ? { mean, correlation, deviation: this.#deviation() } : {},
    };
  }

  /** The log odds of the mean share. */
  profile(state: Address, into: Float64Array, at: number): void {
    const isKnown = this.#sums.read(state);
    const { weight, share } = this.#sums.moments;
    const odds = (weight * share + profilePrior) / (weight * (1 - share) + profilePrior);
    into[at] = isKnown ? stepped(Math.log(odds)) : 0;
  }

  /** Shares are not followed over time. */
  drift(_state: Address): number {
    return 1;
  }

  extraBytes(_state: Address): number {
    return 0;
  }

  release(state: Address): void {
    this.#sums.release(state);
  }

  save(state: Address, writer: ByteWriter): void {
    this.#sums.save(state, writer);
  }

  load(state: Address, reader: ByteReader): void {
    this.#sums.load(state, reader);
  }

  /** Fills `#expected` and `#chance`, from the widest level to the key's own. @returns false when no level has learnt anything */
  #expect(levels: Levels): boolean {
    let mean = meanBase;
    let base = correlationBaseMax;
    let timesBase = 1;
    let prior = 0;
    let weight = 0;
    let isKnown = false;
    for (let level = levels.count - 1; level >= 0; level--) {
      weight = 0;
      if (!this.#sums.read(levels.states[level])) continue;
      const { share, square, chance } = this.#sums.moments;
      weight = this.#sums.moments.weight;
      this.#chance = chance;
      prior = isKnown ? meanPrior : Math.min(1, meanBaseItems * Math.max(chance, meanMin));
      mean = (weight * share + prior * mean) / (weight + prior);
      base = correlationBaseOf(mean, chance);
      const ofChance = Math.max(meanMin, share * (1 - share));
      const excess = (square - share * share) / ofChance - chance;
      const correlation = clamp(excess / Math.max(correlationMin, 1 - chance), 0, correlationMax);
      timesBase =
        ((weight * correlation) / base + correlationPrior * timesBase) / (weight + correlationPrior);
      isKnown = true;
    }
    if (!isKnown) return false;
    const correlation = Math.min(correlationMax, timesBase * base);
    const window = this.#chance + (1 - this.#chance) * correlation;
    const known = correlation + window / (weight + meanPrior);
    const expected = this.#expected;
    expected.mean = clamp(mean, meanMin, 1 - meanMin);
    expected.correlation = clamp(known, correlationMin, correlationMax);
    return true;
  }

  /** Of the share of a window as they usually are. */
  #deviation(): number {
    const { mean, correlation } = this.#expected;
    return Math.sqrt(mean * (1 - mean) * (this.#chance + (1 - this.#chance) * correlation));
  }
}

/** Intra-class correlation before anything is known of it. */
function correlationBaseOf(mean: number, chance: number): number {
  return Math.min(
    correlationBaseMax,
    Math.max(correlationMin, oddsVarianceBase * mean * (1 - mean) + chance),
  );
}

function levelsOf(state: Address): Levels {
  return { count: 1, states: Float64Array.of(state) };
}

/** In [0, 1]; 0 of nothing. */
function shareOf(sample: Float64Array): number {
  return sample[1] > 0 ? clamp(sample[0] / sample[1], 0, 1) : 0;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function percent(share: number): number {
  return Number((100 * share).toPrecision(2));
}
