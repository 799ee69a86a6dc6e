/** Tells when another member of the group takes partitions away, when they come back, and when the topic has got new ones. */

import type { TopicNotice } from '../runtime/topic.ts';
import type { ReadingPosition, ReadingPositions } from './reading-positions.ts';

export interface GroupMembership {
  readonly topic: string;
  readonly groupId: string;
  readonly positions: ReadingPositions;
  readonly onNotice: (notice: TopicNotice) => void;
}

/** Marks what is assigned now. O(partitions). */
export function assign(
  assigned: ReadonlySet<number>,
  { topic, groupId, positions, onNotice }: GroupMembership,
): void {
  const added = [...assigned].filter((partition) => !positions.has(partition));
  for (const partition of added) positions.of(partition);
  const lost: ReadingPosition[] = [];
  const back: ReadingPosition[] = [];
  for (const position of positions.values()) {
    const isAssigned = assigned.has(position.partition);
    if (position.isAssigned && !isAssigned) lost.push(position);
    if (position.isLost && isAssigned) back.push(position);
    position.isLost = !isAssigned && (position.isLost || position.isAssigned);
    position.isAssigned = isAssigned;
  }
  const tell = (kind: string, message: string) =>
    onNotice({ topic, kind, message: `topic "${topic}": ${message}` });
  if (lost.length > 0)
    tell(
      'partitions lost',
      `another consumer has joined group "${groupId}" and has taken partitions ${namesOf(lost)}; they stand still here until it leaves: stop it, or give it a group of its own`,
    );
  if (back.length > 0) tell('partitions back', `partitions ${namesOf(back)} go on where they were`);
  if (added.length > 0)
    tell('partitions added', `there are new partitions, read from their beginning: ${added.join(', ')}`);
}

function namesOf(positions: readonly ReadingPosition[]): string {
  return positions.map(({ partition }) => partition).join(', ');
}
