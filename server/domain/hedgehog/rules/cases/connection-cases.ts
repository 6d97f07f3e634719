import type { JsonObject } from '#server/domain/resource.ts';
import type { Objects, RuleCase } from './rule-case.ts';
import { connection, fabric } from './connection-objects.ts';
import { ESLAG, leaf, leaves } from './switch-objects.ts';

const link = (server: string, leafPort: string): JsonObject => ({
  server: { port: server },
  switch: { port: leafPort },
});
const unbundled = (server: string, leafPort: string, more: JsonObject = {}): JsonObject => ({
  unbundled: { link: link(server, leafPort), ...more },
});
const bundled = (...links: JsonObject[]): Objects => connection({ bundled: { links } });
const eslag = (...links: JsonObject[]): JsonObject => ({ eslag: { links } });
const pair = (second: JsonObject): Objects => ({
  Connection: { 'c-1': unbundled('server-01/enp2s1', 'leaf-01/E1/4'), 'c-2': second },
});

const both = [link('server-01/enp2s1', 'leaf-01/E1/5'), link('server-01/enp2s2', 'leaf-02/E1/5')] as const;

export const CONNECTION_CASES: readonly RuleCase[] = [
  {
    rule: 'connection-type',
    field: 'spec',
    bad: connection({}),
    good: connection(unbundled('s/e1', 'leaf-01/E1/1')),
  },
  {
    rule: 'connection-types',
    field: 'spec',
    bad: connection({ ...unbundled('s/e1', 'leaf-01/E1/1'), external: {} }),
    good: connection({ ...unbundled('s/e1', 'leaf-01/E1/1'), external: null }),
  },
  {
    rule: 'connection-mclag',
    field: 'spec.mclag',
    bad: connection({ mclag: { links: [] } }),
    good: connection(eslag(...both)),
  },
  {
    rule: 'connection-devices',
    why: 'two switches',
    field: 'spec.bundled',
    bad: bundled(...both),
    good: bundled(link('server-01/a1', 'leaf-01/E1/5'), link('server-01/a2', 'leaf-01/E1/6')),
    says: '2 switches (leaf-01, leaf-02)',
  },
  {
    rule: 'connection-devices',
    why: 'two servers',
    field: 'spec.bundled',
    bad: bundled(link('server-01/a1', 'leaf-01/E1/5'), link('server-02/a1', 'leaf-01/E1/6')),
    good: bundled(link('server-01/a1', 'leaf-01/E1/5')),
  },
  {
    rule: 'connection-devices',
    why: 'five switches',
    field: 'spec.eslag',
    bad: connection(eslag(...[1, 2, 3, 4, 5].map((n) => link(`s/e${n}`, `leaf-0${n}/E1/1`)))),
    good: connection(eslag(...[1, 2, 3, 4].map((n) => link(`s/e${n}`, `leaf-0${n}/E1/1`)))),
  },
  {
    rule: 'connection-devices',
    why: 'a fabric link to itself',
    field: 'spec.fabric',
    bad: connection({
      fabric: { links: [{ spine: { port: 'leaf-01/E1/2' }, leaf: { port: 'leaf-01/E1/1' } }] },
    }),
    good: connection(fabric('172.30.128.0/31', '172.30.128.1/31')),
  },
  {
    rule: 'connection-eslag-group',
    why: 'different groups',
    of: 'c-1',
    field: 'spec.eslag.links',
    bad: {
      ...leaves({ redundancy: { group: 'eslag-2', type: 'eslag' } }, ESLAG),
      ...connection(eslag(...both)),
    },
    good: { ...leaves(ESLAG, ESLAG), ...connection(eslag(...both)) },
    says: 'eslag-1, eslag-2',
  },
  {
    rule: 'connection-eslag-group',
    why: 'no group',
    of: 'c-1',
    field: 'spec.eslag.links',
    bad: { ...leaves({}), ...connection(eslag(...both)) },
    good: { ...leaf({}), ...connection(eslag(...both)) },
  },
  {
    rule: 'connection-mtu',
    field: 'spec.unbundled.mtu',
    bad: connection(unbundled('s/e1', 'leaf-01/E1/1', { mtu: 9037 })),
    good: connection(unbundled('s/e1', 'leaf-01/E1/1', { mtu: 9036 })),
  },
  {
    rule: 'connection-port',
    why: 'no device',
    field: 'spec.unbundled.link.switch.port',
    bad: connection(unbundled('server-01/e1', 'E15')),
    good: connection(unbundled('server-01/e1', 'leaf-01/E1/5')),
  },
  {
    rule: 'connection-port',
    why: 'missing',
    field: 'spec.unbundled.link.server.port',
    bad: connection({ unbundled: { link: { switch: { port: 'leaf-01/E1/5' } } } }),
    good: connection(unbundled('server-01/e1', 'leaf-01/E1/5')),
  },
  {
    rule: 'connection-port-duplicate',
    field: 'spec.bundled.links[1].switch.port',
    bad: bundled(link('s/e1', 'leaf-01/E1/5'), link('s/e2', 'leaf-01/E1/5')),
    good: bundled(link('s/e1', 'leaf-01/E1/5'), link('s/e2', 'leaf-01/E1/6')),
  },
  {
    rule: 'connection-port-taken',
    why: 'switch',
    field: 'spec.unbundled.link.switch.port',
    bad: pair(unbundled('server-02/enp2s1', 'leaf-01/E1/4')),
    good: pair(unbundled('server-02/enp2s1', 'leaf-02/E1/4')),
  },
  {
    rule: 'connection-port-taken',
    why: 'server',
    field: 'spec.unbundled.link.server.port',
    bad: pair(unbundled('server-01/enp2s1', 'leaf-01/E1/5')),
    good: pair(unbundled('server-01/enp2s2', 'leaf-01/E1/5')),
  },
  {
    rule: 'connection-port-taken',
    why: 'first lane of a breakout',
    field: 'spec.unbundled.link.switch.port',
    bad: pair(unbundled('server-02/enp2s1', 'leaf-01/E1/4/1')),
    good: pair(unbundled('server-02/enp2s1', 'leaf-01/E1/4/2')),
    says: 'as leaf-01/E1/4/1',
  },
  {
    rule: 'connection-port-taken',
    why: 'by a live connection',
    field: 'spec.unbundled.link.switch.port',
    live: connection({ external: { link: { switch: { port: 'leaf-01/E1/4' } } } }, 'way-out'),
    bad: connection(unbundled('s/e1', 'leaf-01/E1/4')),
    good: connection(unbundled('s/e1', 'leaf-01/E1/3')),
    says: 'Connection way-out',
  },
];
