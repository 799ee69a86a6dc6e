/** All relations, in the order they are checked. */

import type { Relation } from '../relation.ts';
import { batchBorders } from './batch-borders.ts';
import { disjointKeys } from './disjoint-keys.ts';
import { duplicates } from './duplicates.ts';
import { keyRenaming } from './key-renaming.ts';
import { orderWithinLateness } from './order-within-lateness.ts';
import { quota } from './quota.ts';
import { sameInputTwice } from './same-input-twice.ts';
import { shardCount } from './shard-count.ts';
import { throwingRule } from './throwing-rule.ts';
import { unrelatedRule } from './unrelated-rule.ts';
import { weekShift } from './week-shift.ts';

export {
  batchBorders,
  disjointKeys,
  duplicates,
  keyRenaming,
  orderWithinLateness,
  quota,
  sameInputTwice,
  shardCount,
  throwingRule,
  unrelatedRule,
  weekShift,
};

export const relations: readonly Relation[] = [
  sameInputTwice,
  batchBorders,
  shardCount,
  quota,
  orderWithinLateness,
  duplicates,
  unrelatedRule,
  throwingRule,
  keyRenaming,
  disjointKeys,
  weekShift,
];
