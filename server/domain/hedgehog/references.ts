import type { JsonObject, JsonValue, ResourceIdentity } from '#server/domain/resource.ts';
import { connectionType } from './connection-type.ts';
import { entriesAt, isList, isObject, listAt, textAt } from './json.ts';
import type { KindName } from './kinds.ts';

/** One object that another names in its spec. */
export interface Reference extends ResourceIdentity {
  readonly kind: KindName;
  /**
   * hard: the cluster refuses the object while the named one is missing.
   * Soft ones only order the work: nobody checks them, the controller makes the named object by itself
   * (SwitchProfile, GatewayGroup `default`), or the source left the name out and the webhook fills in `default`.
   */
  readonly hard: boolean;
  readonly path: readonly (string | number)[];
}

type Path = readonly (string | number)[];
type Found = { readonly kind: KindName; readonly name: string; readonly hard: boolean; readonly path: Path };

const hard = (kind: KindName, name: string | undefined, path: Path): Found[] =>
  name === undefined ? [] : [{ kind, name, hard: true, path }];
const soft = (kind: KindName, name: string | undefined, path: Path): Found[] =>
  name === undefined ? [] : [{ kind, name, hard: false, path }];

/** A namespace is hard, but `default` soft, named or implied: every installation makes it. */
function namespaceOf(spec: JsonObject, kind: KindName, field: string): Found[] {
  const name = textAt(spec, field) ?? 'default';
  return name === 'default' ? soft(kind, name, [field]) : hard(kind, name, [field]);
}

function gatewayGroup(name: string | undefined, path: Path): Found[] {
  return name === undefined || name === 'default'
    ? soft('GatewayGroup', name ?? 'default', path)
    : hard('GatewayGroup', name, path);
}

function names(spec: JsonObject, kind: KindName, ...path: string[]): Found[] {
  return listAt(spec, ...path).flatMap((name, index) =>
    typeof name === 'string' && name !== '' ? hard(kind, name, [...path, index]) : [],
  );
}

/** Devices by the ports of a Connection: `{port: "leaf-01/E1/5"}` under server, gateway or one of the switch sides. */
function devices(value: JsonValue, path: Path): Found[] {
  if (isList(value)) return value.flatMap((entry, index) => devices(entry, [...path, index]));
  if (!isObject(value)) return [];
  const port = textAt(value, 'port');
  const device = port?.split('/', 1)[0];
  const here = [...path, 'port'];
  const side = path.at(-1);
  const own =
    side === 'server'
      ? hard('Server', device, here)
      : side === 'gateway'
        ? soft('Gateway', device, here)
        : hard('Switch', device, here);
  return [...own, ...Object.entries(value).flatMap(([key, child]) => devices(child, [...path, key]))];
}

const FINDERS: Partial<Record<KindName, (spec: JsonObject) => Found[]>> = {
  VPC: (spec) => [
    ...namespaceOf(spec, 'IPv4Namespace', 'ipv4Namespace'),
    ...namespaceOf(spec, 'VLANNamespace', 'vlanNamespace'),
    ...entriesAt(spec, 'subnets').flatMap(([subnet, value]) =>
      hard('VPC', textAt(value, 'dhcp', 'relayVPC'), ['subnets', subnet, 'dhcp', 'relayVPC']),
    ),
  ],
  VPCAttachment: (spec) => [
    ...hard('VPC', textAt(spec, 'subnet')?.split('/', 1)[0], ['subnet']),
    ...hard('Connection', textAt(spec, 'connection'), ['connection']),
  ],
  VPCPeering: (spec) => [
    ...listAt(spec, 'permit').flatMap((entry, index) =>
      entriesAt(entry).flatMap(([vpc]) => hard('VPC', vpc, ['permit', index, vpc])),
    ),
    ...hard('SwitchGroup', textAt(spec, 'remote'), ['remote']),
  ],
  External: (spec) => namespaceOf(spec, 'IPv4Namespace', 'ipv4Namespace'),
  ExternalAttachment: (spec) => [
    ...hard('External', textAt(spec, 'external'), ['external']),
    ...hard('Connection', textAt(spec, 'connection'), ['connection']),
  ],
  ExternalPeering: (spec) => [
    ...hard('VPC', textAt(spec, 'permit', 'vpc', 'name'), ['permit', 'vpc', 'name']),
    ...hard('External', textAt(spec, 'permit', 'external', 'name'), ['permit', 'external', 'name']),
  ],
  Connection: (spec) => {
    const type = connectionType(spec);
    if (type === null) return [];
    return [
      ...devices(spec[type] ?? null, [type]),
      ...hard('VPC', textAt(spec, 'staticExternal', 'withinVPC'), ['staticExternal', 'withinVPC']),
    ];
  },
  Switch: (spec) => [
    ...names(spec, 'VLANNamespace', 'vlanNamespaces'),
    ...(listAt(spec, 'vlanNamespaces').length === 0
      ? soft('VLANNamespace', 'default', ['vlanNamespaces'])
      : []),
    ...names(spec, 'SwitchGroup', 'groups'),
    ...hard('SwitchGroup', textAt(spec, 'redundancy', 'group'), ['redundancy', 'group']),
    ...soft('SwitchProfile', textAt(spec, 'profile'), ['profile']),
  ],
  Server: (spec) => soft('ServerProfile', textAt(spec, 'profile'), ['profile']),
  Gateway: (spec) =>
    listAt(spec, 'groups').flatMap((group, index) =>
      gatewayGroup(textAt(group, 'name'), ['groups', index, 'name']),
    ),
  GatewayPeering: (spec) => [
    ...gatewayGroup(textAt(spec, 'gatewayGroup'), ['gatewayGroup']),
    ...entriesAt(spec, 'peering').flatMap(([side]) =>
      side.startsWith('ext.')
        ? hard('External', side.slice('ext.'.length), ['peering', side])
        : hard('VPC', side, ['peering', side]),
    ),
  ],
};

/**
 * The objects that a resource names in its spec, once each (the first place that names it), in the same namespace.
 * From the vendor's webhooks: see FINDERS, one entry a kind; kinds without an entry name nothing.
 */
export function referencesOf(resource: ResourceIdentity & { readonly spec: JsonObject }): Reference[] {
  const find = Object.hasOwn(FINDERS, resource.kind) ? FINDERS[resource.kind as KindName] : undefined;
  if (find === undefined) return [];
  const seen = new Map<string, Reference>();
  for (const found of find(resource.spec)) {
    const key = `${found.kind}/${found.name}`;
    const before = seen.get(key);
    if (before !== undefined && (before.hard || !found.hard)) continue;
    if (found.kind === resource.kind && found.name === resource.name) continue;
    seen.set(key, { ...found, namespace: resource.namespace, path: ['spec', ...found.path] });
  }
  return [...seen.values()];
}
