import { describe, expect, it } from 'vitest';
import { clockOffset } from './server-clock.ts';
import { durationWords, intervalWords, relativeWords, sinceWords } from './time-words.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('relativeWords', () => {
  it.each([
    [0, 'just now'],
    [-30 * SECOND, '30 s ago'],
    [-2 * MINUTE, '2 min ago'],
    [-26 * HOUR, '1 d ago'],
    [400, 'in 1 s'],
    [59 * SECOND, 'in 59 s'],
    [3 * MINUTE, 'in 3 min'],
    [90 * MINUTE, 'in 2 h'],
    [49 * HOUR, 'in 2 d'],
  ])('%s ms from now is "%s"', (offset, words) => {
    expect(relativeWords(NOW + offset, NOW)).toBe(words);
  });
});

describe('sinceWords', () => {
  it.each([
    [-2 * MINUTE, '2 min ago'],
    [900, 'just now'],
    [HOUR, 'just now'],
  ])('%s ms from now is "%s"', (offset, words) => {
    expect(sinceWords(NOW + offset, NOW)).toBe(words);
  });
});

describe('durationWords', () => {
  it.each([
    [-5, '0 ms'],
    [240, '240 ms'],
    [4_249, '4.2 s'],
    [59_999, '59.9 s'],
    [72_000, '1 min 12 s'],
    [2 * HOUR + 5 * MINUTE, '2 h 5 min'],
  ])('%s ms is "%s"', (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });
});

describe('intervalWords', () => {
  it.each([
    [0, 'manual only'],
    [90, 'every 90 s'],
    [300, 'every 5 min'],
    [86_400, 'every 24 h'],
  ])('%s s is "%s"', (seconds, words) => {
    expect(intervalWords(seconds)).toBe(words);
  });
});

describe('clockOffset', () => {
  it.each([
    ['no header', null, 0],
    ['no date', 'soon', 0],
    ['nearly equal clocks', new Date(NOW - 1_000).toUTCString(), 0],
    ['a browser ten minutes behind', new Date(NOW + 10 * MINUTE).toUTCString(), 10 * MINUTE + 500],
    ['a browser an hour ahead', new Date(NOW - HOUR).toUTCString(), -HOUR + 500],
  ])('%s', (_name, header, offset) => {
    expect(clockOffset(header, NOW)).toBe(offset);
  });
});
