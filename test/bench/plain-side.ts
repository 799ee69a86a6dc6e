/** The loop one would write by hand: split, `JSON.parse`, a map by user, mean and deviation of the hour, a set of places. */

import { type Login, LoginHabit } from './login-habit.ts';
import type { Side } from './side.ts';

export function createPlainSide(): Side {
  const habits = new Map<string, LoginHabit>();
  const decoder = new TextDecoder();
  let unusual = 0;
  return {
    push(chunk) {
      for (const line of decoder.decode(chunk).split('\n')) {
        if (line === '') continue;
        const login = JSON.parse(line) as Login;
        let habit = habits.get(login.user);
        if (habit === undefined) {
          habit = new LoginHabit();
          habits.set(login.user, habit);
        }
        if (habit.take(Date.parse(login.ts), login.place)) unusual++;
      }
    },
    end() {},
    counts() {
      let judged = 0;
      for (const habit of habits.values()) judged += habit.judged;
      return { keys: habits.size, judged, unusual };
    },
  };
}
