import { expect, it } from 'vitest';
import { Mailbox } from '../../src/runtime/mailbox.ts';

it('a mailbox delivers in the order of sending, what is sent meanwhile last', () => {
  const mailbox = new Mailbox();
  const heard: string[] = [];
  const taker = {
    sample(key: string, time: number, value: number) {
      heard.push(`${key} ${time} ${value}`);
      if (value > 0) mailbox.send(taker, `${key}'`, time, value - 1);
    },
  };
  mailbox.send(taker, 'a', 1, 0);
  mailbox.send(taker, 'b', 1, 2);
  mailbox.send(taker, 'a', 2, 1);
  expect(heard).toEqual([]);
  mailbox.deliver();
  expect(heard).toEqual(['a 1 0', 'b 1 2', 'a 2 1', "b' 1 1", "a' 2 0", "b'' 1 0"]);
  expect(mailbox.size).toBe(0);
  mailbox.deliver();
  expect(heard).toHaveLength(6);
});
