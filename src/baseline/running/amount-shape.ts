/**
 * How the three scales of amounts differ: how much a key's own spread is trusted beside that of its group, and how far out
 * the strange is expected. Those of counts and amounts were chosen on generated worlds with labels: between half and twice of
 * each figure little changes.
 */

import type { AmountScale } from '../amount-scale.ts';

export interface AmountShape {
  /** Panes after which a key's own centre counts as much as its group's. */
  readonly centrePanes: number;
  /** The same for the spread: people of one department differ in how much they do, little in how much that varies. */
  readonly spreadPanes: number;
  /** Share of a group's variance that is its members' own; the rest is between them. */
  readonly spreadShare: number;
  /** Least deviation believed, on the scale. */
  readonly deviationMin: number;
  /** Variance, relative to the size, of an amount made of few things: it varies at least as their number does. */
  readonly piecesVariance: number;
  /** Panes after which the own share of silent panes counts as much as the group's. */
  readonly zeroPanes: number;
  /** Exponent of the share of panes with anything: silence comes in runs, so one thing after many empty hours is half the news that it seems. */
  readonly presencePower: number;
  /** Panes after which what any member of the group might do is as probable as what the key does itself. */
  readonly strangePanes: number;
}

export const amountShapes: Readonly<Record<AmountScale, AmountShape>> = {
  /** Of events: logins, mails. Habits are steadier than chance, so the own spread is soon trusted. */
  count: {
    centrePanes: 1,
    spreadPanes: 3,
    spreadShare: 0.4,
    deviationMin: 0.25,
    piecesVariance: 0,
    zeroPanes: 5,
    presencePower: 1,
    strangePanes: 0,
  },
  /** A sum of things: rows, bytes, attachments. Few days show its largest. */
  amount: {
    centrePanes: 1,
    spreadPanes: 30,
    spreadShare: 1,
    deviationMin: 0.05,
    piecesVariance: 3,
    zeroPanes: 20,
    presencePower: 0.5,
    strangePanes: 3,
  },
  /** One number: a share, a size, a duration. */
  value: {
    centrePanes: 1,
    spreadPanes: 5,
    spreadShare: 0.25,
    deviationMin: 0.05,
    piecesVariance: 0,
    zeroPanes: 10,
    presencePower: 0.5,
    strangePanes: 1,
  },
};
