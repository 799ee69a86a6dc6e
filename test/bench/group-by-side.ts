/** The textbook way with RxJS: `groupBy` the user, and for each of them a chain of five operators. */

import { distinctUntilKeyChanged, filter, groupBy, map, mergeMap, Subject, scan } from 'rxjs';
import { type Login, LoginHabit } from './login-habit.ts';
import type { Side } from './side.ts';

interface Judgement {
  readonly habit: LoginHabit;
  readonly time: number;
  readonly place: string;
  readonly unusual: boolean;
}

export function createGroupBySide(): Side {
  const logins = new Subject<Login>();
  const habits: LoginHabit[] = [];
  const decoder = new TextDecoder();
  let unusual = 0;
  logins
    .pipe(
      groupBy(({ user }) => user),
      mergeMap((loginsOfUser) => {
        const habit = new LoginHabit();
        habits.push(habit);
        return loginsOfUser.pipe(
          map(({ ts, place }) => ({ time: Date.parse(ts), place })),
          scan(
            (_last: Judgement, { time, place }): Judgement => ({
              habit,
              time,
              place,
              unusual: habit.take(time, place),
            }),
            { habit, time: 0, place: '', unusual: false },
          ),
          filter((judgement) => judgement.unusual),
          distinctUntilKeyChanged('time'),
          map(({ time, place }) => `${loginsOfUser.key} logged in from ${place} at ${time}`),
        );
      }),
    )
    .subscribe(() => unusual++);
  return {
    push(chunk) {
      for (const line of decoder.decode(chunk).split('\n')) {
        if (line !== '') logins.next(JSON.parse(line) as Login);
      }
    },
    // Not completed: RxJS takes each inner subscription out of a list in O(n), and with a million of them never ends.
    end: () => {},
    counts() {
      const judged = habits.reduce((sum, habit) => sum + habit.judged, 0);
      return { keys: habits.length, judged, unusual };
    },
  };
}
