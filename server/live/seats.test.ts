import { expect, it } from 'vitest';
import { Seats } from '#server/live/seats.ts';

it('gives a user a hundred seats, whatever the others have', () => {
  const seats = new Seats();

  const mine = Array.from({ length: 100 }, () => seats.take('ann'));

  expect(mine).not.toContain(null);
  expect(seats.take('ann')).toBeNull();
  expect(seats.take('bob')).not.toBeNull();
});

it('takes each seat back once, however often it is given', () => {
  const seats = new Seats();
  const [first] = Array.from({ length: 100 }, () => seats.take('ann'));

  first?.();
  first?.();

  expect(seats.take('ann')).not.toBeNull();
  expect(seats.take('ann')).toBeNull();
});
