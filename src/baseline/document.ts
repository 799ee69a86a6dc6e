/**
 * What people see and edit of a baseline: plain JSON, checked by zod. A model writes its own part (`ModelDocument`); the
 * whole (`BaselineDocument`) is one generation of one key of one rule.
 */

import { z } from 'zod';
import { documentValuesMax } from '../limits.ts';
import { runningDocument } from './running/running-document.ts';

const count = z.number().int().nonnegative();
const probability = z.number().min(0).max(1);

const valueDocument = z.object({
  value: z.string(),
  /** Days on which the value was seen. */
  days: count,
  events: count,
  /** Share of this value in all (value, day) pairs. */
  share: probability,
});

/** Values a key uses, most frequent first. `more` counts those not listed, `novelty` is the probability that the next is new. */
export const valuesDocument = z.object({
  kind: z.literal('values'),
  days: count,
  values: z.array(valueDocument).max(documentValuesMax),
  more: count,
  novelty: probability,
});

/** Hours a key is active in: per slot, on how many of `days` days (weeks, for the cycle of a week) it was used. */
export const hoursDocument = z
  .object({
    kind: z.literal('hours'),
    cycle: z.enum(['day', 'week']),
    /** Distinct days with an observation. */
    days: count,
    /** Slot 0 is 00–01 h, of Monday for the cycle of a week. */
    slots: z.array(count),
  })
  .refine(({ cycle, slots }) => slots.length === (cycle === 'day' ? 24 : 168), {
    message: 'expected 24 slots for a day, 168 for a week',
    path: ['slots'],
  });

/** The range of an amount. All numbers but the first two are 0 when nothing was observed. */
export const amountDocument = z.object({
  kind: z.literal('amount'),
  observations: count,
  /** Share of windows without any event. */
  silent: probability,
  median: z.number(),
  /** 5 % and 95 % quantile. */
  low: z.number(),
  high: z.number(),
  minimum: z.number(),
  maximum: z.number(),
  mean: z.number(),
  /** Standard deviation, in the unit of the amount. */
  deviation: z.number().nonnegative(),
});

export const modelDocument = z.discriminatedUnion('kind', [valuesDocument, hoursDocument, amountDocument]);

/** Of a feature that is learnt in generations, or of one that goes on learning. */
export const featureDocument = z.union([modelDocument, runningDocument]);

export const baselineDocument = z.object({
  rule: z.string(),
  key: z.string(),
  generation: count,
  phase: z.enum(['learn', 'ready', 'close', 'expire']),
  /** ISO 8601 texts with offset. */
  learnFrom: z.string(),
  learnTo: z.string(),
  expires: z.string(),
  events: count,
  /** The cluster of keys that behave alike which the key belongs to; only where a rule compares with them. */
  similarKeys: z.string().optional(),
  features: z.record(z.string(), featureDocument),
  /** Values, hours or observations dropped as noise, by feature. */
  ignored: z.record(z.string(), count),
  /** Bytes kept for the sake of doubts alone: yardsticks, and what waits in quarantine. Only where doubts have yardsticks. */
  noiseBytes: count.optional(),
});

export type ValuesDocument = z.infer<typeof valuesDocument>;
export type HoursDocument = z.infer<typeof hoursDocument>;
export type AmountDocument = z.infer<typeof amountDocument>;
export type ModelDocument = z.infer<typeof modelDocument>;
export type BaselineDocument = z.infer<typeof baselineDocument>;
