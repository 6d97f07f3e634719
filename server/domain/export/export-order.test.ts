import { expect, it } from 'vitest';
import type { DesiredResource, JsonObject } from '#server/domain/resource.ts';
import { inExportOrder } from './export-order.ts';

const object = (kind: string, name: string, spec: JsonObject = {}): DesiredResource => ({
  apiVersion: 'vpc.githedgehog.com/v1beta1',
  kind,
  namespace: 'default',
  name,
  labels: {},
  annotations: {},
  spec,
});
const names = (resources: readonly DesiredResource[]): string[] =>
  resources.map(({ kind, name }) => `${kind} ${name}`);

it('puts what is referred to first, object by object, whatever the order was', () => {
  const objects = [
    object('VPCAttachment', 'a', { subnet: 'v/default', connection: 'c' }),
    object('Connection', 'inside', {
      staticExternal: { withinVPC: 'v', link: { switch: { port: 's/E1/1' } } },
    }),
    object('VPC', 'v', { ipv4Namespace: 'ns' }),
    object('Connection', 'c', {
      unbundled: { link: { server: { port: 'h/e0' }, switch: { port: 's/E1/2' } } },
    }),
    object('IPv4Namespace', 'ns'),
    object('Switch', 's'),
    object('Server', 'h'),
  ];

  const ordered = names(inExportOrder(objects));

  expect(ordered).toHaveLength(objects.length);
  expect(names(inExportOrder(objects.toReversed()))).toEqual(ordered);
  const at = (name: string): number => ordered.indexOf(name);
  expect(at('IPv4Namespace ns')).toBeLessThan(at('VPC v'));
  expect(at('VPC v')).toBeLessThan(at('Connection inside'));
  expect(at('Switch s')).toBeLessThan(at('Connection c'));
  expect(at('Connection c')).toBeLessThan(at('VPCAttachment a'));
});

it('leaves out what controllers make, and kinds that are not ours', () => {
  const objects = [
    object('SwitchProfile', 'p'),
    object('Agent', 'a'),
    object('GatewayGroup', 'default'),
    object('Pod', 'x'),
    object('GatewayGroup', 'g'),
  ];

  expect(names(inExportOrder(objects))).toEqual(['GatewayGroup g']);
});
