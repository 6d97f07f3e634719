import type { JsonObject } from '#server/domain/resource.ts';
import type { Objects, RuleCase } from './rule-case.ts';
import { one } from './vpc-objects.ts';

const dhcp = (fields: JsonObject): Objects => one({ dhcp: { enable: true, ...fields } });
const range = (start: string, end: string): Objects => dhcp({ range: { start, end } });
const options = (fields: JsonObject): Objects => dhcp({ options: fields });
const lease = (ip: string, mac = '0c:20:12:ff:00:01'): Objects => dhcp({ static: { [mac]: { ip } } });

const AT = 'spec.subnets.default';

export const DHCP_CASES: readonly RuleCase[] = [
  {
    rule: 'dhcp-relay',
    why: 'no prefix length',
    field: `${AT}.dhcp.relay`,
    bad: one({ dhcp: { relay: '10.9.0.5' } }),
    good: one({ dhcp: { relay: '10.9.0.5/32' } }),
  },
  {
    rule: 'dhcp-relay',
    why: 'served too',
    field: `${AT}.dhcp.relay`,
    bad: dhcp({ relay: '10.9.0.5/32' }),
    good: one({ dhcp: { enable: false, relay: '10.9.0.5/32' } }),
  },
  {
    rule: 'dhcp-relay-vpc',
    field: `${AT}.dhcp.relayVPC`,
    bad: one({ dhcp: { relayVPC: 'vpc-9' } }),
    good: one({ dhcp: { relayVPC: 'vpc-9', relay: '10.9.0.5/32' } }),
  },
  {
    rule: 'dhcp-range',
    why: 'ends before it begins',
    field: `${AT}.dhcp.range`,
    bad: range('10.0.1.99', '10.0.1.10'),
    good: range('10.0.1.10', '10.0.1.99'),
  },
  {
    rule: 'dhcp-range',
    why: 'start outside',
    field: `${AT}.dhcp.range.start`,
    bad: range('10.0.0.10', '10.0.1.99'),
    good: dhcp({}),
  },
  {
    rule: 'dhcp-range',
    why: 'end outside',
    field: `${AT}.dhcp.range.end`,
    bad: range('10.0.1.10', '10.0.2.99'),
    good: range('10.0.1.10', '10.0.1.255'),
  },
  {
    rule: 'dhcp-range',
    why: 'the network',
    field: `${AT}.dhcp.range.start`,
    bad: range('10.0.1.0', '10.0.1.99'),
    good: range('10.0.1.2', '10.0.1.99'),
  },
  {
    rule: 'dhcp-range',
    why: 'the gateway',
    field: `${AT}.dhcp.range.start`,
    bad: range('10.0.1.1', '10.0.1.99'),
    good: range('', ''),
  },
  {
    rule: 'dhcp-range',
    why: 'the default gateway',
    field: `${AT}.dhcp.range.start`,
    bad: one({ gateway: '', dhcp: { enable: true, range: { start: '10.0.1.1' } } }),
    good: one({ gateway: '', dhcp: { enable: true } }),
  },
  {
    rule: 'dhcp-range',
    why: 'off: removed by the webhook',
    field: `${AT}.dhcp.range.start`,
    bad: range('x', '10.0.1.99'),
    good: one({ dhcp: { range: { start: 'x' } } }),
  },
  {
    rule: 'dhcp-options',
    why: 'a name as DNS server',
    field: `${AT}.dhcp.options.dnsServers[1]`,
    bad: options({ dnsServers: ['1.1.1.1', 'dns.local'] }),
    good: options({ dnsServers: ['1.1.1.1', '2606:4700::1111'] }),
  },
  {
    rule: 'dhcp-options',
    why: 'time server',
    field: `${AT}.dhcp.options.timeServers[0]`,
    bad: options({ timeServers: ['1.1.1'] }),
    good: options({ timeServers: ['1.1.1.1'] }),
  },
  {
    rule: 'dhcp-options',
    why: 'MTU',
    field: `${AT}.dhcp.options.interfaceMTU`,
    bad: options({ interfaceMTU: 9037 }),
    good: options({ interfaceMTU: 9036 }),
  },
  {
    rule: 'dhcp-options',
    why: 'lease',
    field: `${AT}.dhcp.options.leaseTimeSeconds`,
    bad: options({ leaseTimeSeconds: -1 }),
    good: options({ leaseTimeSeconds: 1 }),
  },
  {
    rule: 'dhcp-advertised-routes',
    why: 'gateway outside',
    field: `${AT}.dhcp.options.advertisedRoutes[0].gateway`,
    bad: options({ advertisedRoutes: [{ destination: '10.9.0.0/24', gateway: '10.0.2.1' }] }),
    good: options({ advertisedRoutes: [{ destination: '10.9.0.0/24', gateway: '10.0.1.9' }] }),
  },
  {
    rule: 'dhcp-advertised-routes',
    why: 'no destination',
    field: `${AT}.dhcp.options.advertisedRoutes[0].destination`,
    bad: options({ advertisedRoutes: [{ gateway: '10.0.1.9' }] }),
    good: options({ advertisedRoutes: [] }),
  },
  {
    rule: 'dhcp-static-off',
    field: `${AT}.dhcp.static`,
    bad: one({ dhcp: { static: { '0c:20:12:ff:00:01': { ip: '10.0.1.5' } } } }),
    good: lease('10.0.1.5'),
  },
  {
    rule: 'dhcp-static',
    why: 'outside',
    field: `${AT}.dhcp.static["0c:20:12:ff:00:01"].ip`,
    bad: lease('10.0.2.5'),
    good: lease('10.0.1.5'),
  },
  {
    rule: 'dhcp-static',
    why: 'the broadcast address',
    field: `${AT}.dhcp.static["0c:20:12:ff:00:01"].ip`,
    bad: lease('10.0.1.255'),
    good: lease('10.0.1.254'),
  },
  {
    rule: 'dhcp-static',
    why: 'the gateway',
    field: `${AT}.dhcp.static["0c:20:12:ff:00:01"].ip`,
    bad: lease('10.0.1.1'),
    good: lease('10.0.1.2'),
  },
  {
    rule: 'dhcp-static',
    why: 'no MAC',
    field: `${AT}.dhcp.static["0c:20:12:ff:00"]`,
    bad: lease('10.0.1.5', '0c:20:12:ff:00'),
    good: lease('10.0.1.5', '0C20.12FF.0001'),
  },
  {
    rule: 'dhcp-static',
    why: 'no address',
    field: `${AT}.dhcp.static["0c:20:12:ff:00:01"].ip`,
    bad: lease(''),
    good: lease('10.0.1.9'),
  },
  {
    rule: 'dhcp-static-duplicate',
    field: `${AT}.dhcp.static["0c:20:12:ff:00:02"].ip`,
    bad: dhcp({
      static: { '0c:20:12:ff:00:01': { ip: '10.0.1.5' }, '0c:20:12:ff:00:02': { ip: '10.0.1.5' } },
    }),
    good: dhcp({
      static: { '0c:20:12:ff:00:01': { ip: '10.0.1.5' }, '0c:20:12:ff:00:02': { ip: '10.0.1.6' } },
    }),
  },
];
