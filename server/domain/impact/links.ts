import { connectionType } from '#server/domain/hedgehog/connection-type.ts';
import { isObject, listAt, textAt, valueAt } from '#server/domain/hedgehog/json.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import { byName, join, sorted } from './phrases.ts';
import type { Node } from './worlds.ts';

/** One end of a cable. */
export interface End {
  readonly kind: 'Switch' | 'Server' | 'Gateway';
  readonly device: string;
  /** "E1/5" */
  readonly port: string;
}

export interface Link {
  /** Two of them, one where the far end is outside of the fabric. */
  readonly ends: readonly End[];
  readonly spec: JsonObject;
}

const LISTS = ['links', 'peerLinks', 'sessionLinks'] as const;
const KINDS: Readonly<Record<string, End['kind']>> = { server: 'Server', gateway: 'Gateway' };

/** The links of a Connection of any type, the deprecated ones included. */
export function linksOf({ spec }: Pick<Node, 'spec'>): Link[] {
  const type = connectionType(spec);
  if (type === null) return [];
  const single = valueAt(spec, [type, 'link']);
  const all = [
    ...(single === undefined ? [] : [single]),
    ...LISTS.flatMap((list) => listAt(spec, type, list)),
  ];
  return all.filter(isObject).map((link) => ({
    spec: link,
    ends: Object.keys(link).flatMap((side) => {
      const [device, ...port] = (textAt(link, side, 'port') ?? '').split('/');
      if (device === undefined || device === '') return [];
      return [{ kind: KINDS[side] ?? 'Switch', device, port: port.join('/') }];
    }),
  }));
}

interface Devices {
  readonly switches: readonly string[];
  readonly servers: readonly string[];
}

/** By spec, since every attachment of a Connection asks for them. */
const known = new WeakMap<JsonObject, Devices>();

function devicesOf(connection: Node): Devices {
  const before = known.get(connection.spec);
  if (before !== undefined) return before;
  const ends = linksOf(connection).flatMap((link) => link.ends);
  const of = (kind: End['kind']): string[] =>
    sorted(ends.flatMap((end) => (end.kind === kind ? [end.device] : [])));
  const devices = { switches: of('Switch'), servers: of('Server') };
  known.set(connection.spec, devices);
  return devices;
}

export const switchesOf = (connection: Node): readonly string[] => devicesOf(connection).switches;
export const serversOf = (connection: Node): readonly string[] => devicesOf(connection).servers;

/** "leaf-01 (E1/5, E1/6) and leaf-02 (E1/5)": ends by device. */
export function portsByDevice(ends: readonly End[]): string {
  const byDevice = Map.groupBy(ends, ({ device }) => device);
  const parts = [...byDevice]
    .toSorted(([a], [b]) => byName(a, b))
    .map(([device, of]) => {
      const ports = [...new Set(of.map(({ port }) => port).filter((port) => port !== ''))].toSorted(byName);
      return ports.length === 0 ? device : `${device} (${ports.join(', ')})`;
    });
  return join(parts);
}
