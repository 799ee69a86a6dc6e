/**
 * What is usual at each phase of a period: mean, mean absolute difference, and how many samples that have not faded. A
 * phase is a share of the period, counted from 1970-01-01 of the local clock: nothing has to be counted along.
 */

import type { Page } from '../../memory/heap.ts';
import {
  meanAt,
  offsetAt,
  periodAt,
  phasesAt,
  phasesMax,
  phaseWords,
  profileAt,
  profileSpreadAt,
  spreadAt,
  stepAt,
} from './periodic-layout.ts';
import { deviationsPerMeanAbsolute, usableDeviation } from './residual-tail.ts';

/** What the spread of all phases counts for at each, in samples. */
const sharedSamples = 4;
const phasesMin = 2;
/** Room for a number as a single float. */
const storedMax = 1e30;

/** Empties the profile for a new period, in days, with as many phases as there are panes in it, 168 at most. */
export function beginProfile(page: Page, at: number, period: number): void {
  page.u32.fill(0, at + profileAt, at + profileAt + phasesMax * phaseWords);
  page.f64[(at + periodAt) >>> 1] = period;
  const panes = Math.round(period / page.f64[(at + stepAt) >>> 1]);
  page.u32[at + phasesAt] = Math.max(phasesMin, Math.min(phasesMax, panes));
}

/** Place of the phase of a local time, in days. */
export function phaseOf(page: Page, at: number, day: number): number {
  const phases = page.u32[at + phasesAt];
  const turns = day / page.f64[(at + periodAt) >>> 1];
  // A pane that begins on a phase must not fall before it by a rounding.
  const phase = Math.floor((turns - Math.floor(turns)) * phases + 1e-6);
  return at + profileAt + (phase % phases) * phaseWords;
}

export function phaseMean(page: Page, phase: number): number {
  return page.f32[phase];
}

/** Samples of the phase that have not faded. */
export function phaseSamples(page: Page, phase: number): number {
  return page.f32[phase + 2];
}

/** Mean absolute difference at a phase, shrunk to that of all. */
export function phaseSpread(page: Page, at: number, phase: number): number {
  const samples = page.f32[phase + 2];
  const shared = page.f64[(at + profileSpreadAt) >>> 1];
  return (samples * page.f32[phase + 1] + sharedSamples * shared) / (samples + sharedSamples);
}

/** @param kept share of what was learnt of the phase that has not faded; @param weight of the sample, more than 0 */
export function learnPhase(page: Page, phase: number, value: number, kept: number, weight: number): void {
  const samples = page.f32[phase + 2] * kept + weight;
  const share = weight / samples;
  const difference = Math.max(-storedMax, Math.min(storedMax, value - page.f32[phase]));
  page.f32[phase] += share * difference;
  // With one sample there is no difference yet, only a first mean.
  if (share < 1) page.f32[phase + 1] += share * (Math.abs(difference) - page.f32[phase + 1]);
  page.f32[phase + 2] = samples;
}

/** Place of the phase when it has been learnt, otherwise 0: then all samples judge. */
export function knownPhase(page: Page, at: number, day: number): number {
  if (page.f64[(at + periodAt) >>> 1] === 0) return 0;
  const phase = phaseOf(page, at, day);
  return phaseSamples(page, phase) > 0 ? phase : 0;
}

/** What is expected at a place that `knownPhase` gave. */
export function forecastOf(page: Page, at: number, phase: number): number {
  if (phase === 0) return page.f64[(at + meanAt) >>> 1];
  return phaseMean(page, phase) + page.f64[(at + offsetAt) >>> 1];
}

/** Mean absolute difference to it. */
export function spreadOf(page: Page, at: number, phase: number): number {
  return phase === 0 ? page.f64[(at + spreadAt) >>> 1] : phaseSpread(page, at, phase);
}

/** Standard deviation from it, never 0. */
export function deviationOf(page: Page, at: number, phase: number): number {
  return usableDeviation(deviationsPerMeanAbsolute * spreadOf(page, at, phase), forecastOf(page, at, phase));
}
