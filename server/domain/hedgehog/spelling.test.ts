import { describe, expect, it } from 'vitest';
import { canonicalDuration } from './go-duration.ts';
import { addressInside, lastAddress } from './ipv4.ts';
import { canonicalMac } from './mac-address.ts';

describe('durations as Go prints them', () => {
  it.each([
    ['120s', '2m0s'],
    ['2m', '2m0s'],
    ['2m0s', '2m0s'],
    ['1h', '1h0m0s'],
    ['1.5h', '1h30m0s'],
    ['90m', '1h30m0s'],
    ['1h30m5s', '1h30m5s'],
    ['1500ms', '1.5s'],
    ['250ms', '250ms'],
    ['1.5us', '1.5µs'],
    ['15ns', '15ns'],
    ['0', '0s'],
    ['0m', '0s'],
    ['-2m', '-2m0s'],
    ['25h', '25h0m0s'],
    ['soon', 'soon'],
    ['5', '5'],
    ['', ''],
  ])('%s → %s', (text, expected) => {
    expect(canonicalDuration(text)).toBe(expected);
  });
});

describe('MAC addresses', () => {
  it.each([
    ['0C:20:12:FF:00:0A', '0c:20:12:ff:00:0a'],
    ['0c-20-12-ff-00-0a', '0c:20:12:ff:00:0a'],
    ['0c20.12ff.000a', '0c:20:12:ff:00:0a'],
    ['10:20:30:40:50:59', '10:20:30:40:50:59'],
    ['0c:20-12:ff:00:0a', '0c:20-12:ff:00:0a'],
    ['server-1', 'server-1'],
  ])('%s → %s', (text, expected) => {
    expect(canonicalMac(text)).toBe(expected);
  });
});

describe('addresses of a subnet', () => {
  it.each([
    ['10.0.1.0/24', '10.0.1.1', '10.0.1.2', '10.0.1.255'],
    ['10.0.1.77/24', '10.0.1.1', '10.0.1.2', '10.0.1.255'],
    ['10.0.0.0/16', '10.0.0.1', '10.0.0.2', '10.0.255.255'],
    ['192.168.255.252/30', '192.168.255.253', '192.168.255.254', '192.168.255.255'],
    ['255.255.255.0/24', '255.255.255.1', '255.255.255.2', '255.255.255.255'],
    ['10.0.0.0/31', '10.0.0.1', null, '10.0.0.1'],
    ['fd00::/64', null, null, null],
    ['10.0.0.0', null, null, null],
    ['10.0.0.256/24', null, null, null],
    ['10.0.0.0/33', null, null, null],
  ])('%s', (cidr, first, second, last) => {
    expect([addressInside(cidr, 1), addressInside(cidr, 2), lastAddress(cidr)]).toEqual([
      first,
      second,
      last,
    ]);
  });
});
