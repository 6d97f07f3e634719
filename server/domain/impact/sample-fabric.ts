/** Fabrics for tests of the impact: planned by the real plan, so that items are what they are in a run. */
import { applied, plan, want } from '#server/domain/plan/sample-plans.ts';
import {
  resourceKey,
  type DesiredResource,
  type JsonObject,
  type LiveResource,
} from '#server/domain/resource.ts';
import type { ImpactStatement } from '#server/domain/wire/plan.ts';
import { describeImpact } from './describe-impact.ts';

export type Fabric = readonly DesiredResource[];

export const port = (text: string): JsonObject => ({ port: text });
export const link = (server: string, leaf: string): JsonObject => ({
  server: port(server),
  switch: port(leaf),
});
export const unbundled = (server: string, leaf: string): DesiredResource =>
  want('Connection', `${server}--unbundled--${leaf.split('/')[0]}`, {
    unbundled: { link: link(`${server}/eth0`, leaf) },
  });
export const attach = (connection: string, subnet: string, more: JsonObject = {}): DesiredResource =>
  want('VPCAttachment', `${connection}--${subnet.replace('/', '--')}`, { connection, subnet, ...more });

const byKey = <T extends DesiredResource | LiveResource>(of: readonly T[]): Map<string, T> =>
  new Map(of.map((each) => [resourceKey(each), each]));

/** The plan that leads from one fabric to another, and what it means. */
export function impactOf(
  from: Fabric,
  to: Fabric,
  live: readonly LiveResource[] = from.map((each) => applied(each)),
): { statements: ImpactStatement[]; items: readonly string[] } {
  const { items } = plan(to, live);
  const statements = describeImpact({ items, desired: byKey(to), live: byKey(live) });
  return { statements, items: items.filter(({ action }) => action !== 'none').map(({ key }) => key) };
}

/** "loses: server-03 loses VLAN 1001 …" */
export const said = (from: Fabric, to: Fabric): string[] =>
  impactOf(from, to).statements.map(({ effect, text }) => `${effect}: ${text}`);

/** A fabric without some objects, by name. */
export const without = (fabric: Fabric, ...names: string[]): Fabric =>
  fabric.filter(({ name }) => !names.includes(name));

/** A fabric in which the spec of one object differs. */
export function edited(fabric: Fabric, key: string, edit: (spec: JsonObject) => JsonObject): Fabric {
  if (!fabric.some((each) => resourceKey(each) === key)) throw new Error(`no ${key} in the fabric`);
  return fabric.map((each) => (resourceKey(each) === key ? { ...each, spec: edit(each.spec) } : each));
}
