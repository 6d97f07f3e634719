import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAddress,
  formatBlock,
  hasHostBits,
  holdsAddress,
  holdsBlock,
  isAddress,
  isPrefix,
  overlap,
  parseAddress,
  parseCidr,
  type Cidr,
} from './cidr.ts';

const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const cidr = fc
  .tuple(address, fc.integer({ min: 0, max: 32 }))
  .map(([number, length]) => `${formatAddress(number)}/${length}`);
const sound = (text: string): Cidr => {
  const parsed = parseCidr(text);
  if (parsed === null) throw new Error(`${text} does not parse`);
  return parsed;
};

it.each([
  '1.2.3',
  '1.2.3.4.5',
  '256.0.0.1',
  '1.2.3.04',
  '1.2.3.4 ',
  '',
  '1.2.3.x',
  '-1.0.0.0',
  '0x1.0.0.0',
  '1e1.0.0.0',
  '::1',
])('takes %j for no IPv4 address', (text) => {
  expect(parseAddress(text)).toBeNull();
  expect(parseCidr(`${text}/24`)).toBeNull();
});

it.each([
  '10.0.0.0',
  '10.0.0.0/',
  '10.0.0.0/33',
  '10.0.0.0/08',
  '10.0.0.0/24/24',
  '10.0.0.0/ 8',
  '10.0.0.0/-1',
  '/24',
])('takes %j for no CIDR', (text) => {
  expect(parseCidr(text)).toBeNull();
});

it('knows both ends of a block', () => {
  expect(parseCidr('10.0.1.7/24')).toEqual({
    address: 0x0a_00_01_07,
    length: 24,
    first: 0x0a_00_01_00,
    last: 0x0a_00_01_ff,
  });
  expect(parseCidr('0.0.0.0/0')).toMatchObject({ first: 0, last: 2 ** 32 - 1 });
  expect(parseCidr('255.255.255.255/32')).toMatchObject({ first: 2 ** 32 - 1, last: 2 ** 32 - 1 });
  expect(hasHostBits(sound('10.0.1.7/24'))).toBe(true);
  expect(hasHostBits(sound('10.0.1.0/24'))).toBe(false);
});

it.each([
  ['2606:4700::1111', true, false],
  ['2606:4700::/32', false, true],
  ['fe80::1%eth0', true, false],
  ['10.0.0.1', true, false],
  ['10.0.0.1/32', false, true],
  ['dns.local', false, false],
  ['10.0.0', false, false],
  ['any', false, false],
])('%s: an address %s, a prefix %s', (text, asAddress, asPrefix) => {
  expect(isAddress(text)).toBe(asAddress);
  expect(isPrefix(text)).toBe(asPrefix);
});

describe('for any address and block', () => {
  it('prints what it parsed', () => {
    fc.assert(fc.property(address, (number) => parseAddress(formatAddress(number)) === number));
    fc.assert(
      fc.property(cidr, (text) => {
        const block = sound(text);
        expect(sound(formatBlock(block))).toEqual({ ...block, address: block.first });
      }),
    );
  });

  it('holds its own address, its own block, and no more addresses than its length says', () => {
    fc.assert(
      fc.property(cidr, (text) => {
        const block = sound(text);
        expect(holdsAddress(block, block.address)).toBe(true);
        expect(holdsBlock(block, block)).toBe(true);
        expect(block.last - block.first + 1).toBe(2 ** (32 - block.length));
      }),
    );
  });

  it('overlaps another only where one holds the other', () => {
    fc.assert(
      fc.property(cidr, cidr, (left, right) => {
        const [a, b] = [sound(left), sound(right)];
        expect(overlap(a, b)).toBe(holdsBlock(a, b) || holdsBlock(b, a));
        expect(overlap(a, b)).toBe(overlap(b, a));
      }),
    );
  });
});
