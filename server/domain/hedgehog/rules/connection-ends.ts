import type { JsonValue } from '#server/domain/resource.ts';
import { connectionType, type ConnectionType } from '#server/domain/hedgehog/connection-type.ts';
import { valueAt } from '#server/domain/hedgehog/json.ts';
import type { FieldPath, RuleObject } from './rule.ts';
import { objectsAt } from './spec-values.ts';

/** One end of a link, as `{port: "leaf-01/E1/5"}` has it. */
export interface End {
  /** `switch`, `leaf1`, `server`, `gateway`... */
  readonly side: string;
  readonly value: JsonValue | undefined;
  /** '' where there is none; undefined where it is no text, which the schema refuses. */
  readonly port: string | undefined;
  readonly path: FieldPath;
}

export interface Link {
  readonly ends: readonly End[];
  readonly path: FieldPath;
}

type Shape = { readonly links: 'link' | 'links'; readonly sides: readonly string[] };

/** Where each type keeps its links. MCLAG is not here: the webhooks look at none of its ends. */
const SHAPES: Partial<Record<ConnectionType, Shape>> = {
  unbundled: { links: 'link', sides: ['server', 'switch'] },
  bundled: { links: 'links', sides: ['server', 'switch'] },
  eslag: { links: 'links', sides: ['server', 'switch'] },
  fabric: { links: 'links', sides: ['spine', 'leaf'] },
  mesh: { links: 'links', sides: ['leaf1', 'leaf2'] },
  gateway: { links: 'links', sides: ['switch', 'gateway'] },
  vpcLoopback: { links: 'links', sides: ['switch1', 'switch2'] },
  external: { links: 'link', sides: ['switch'] },
  staticExternal: { links: 'link', sides: ['switch'] },
};

/** The links of a Connection with their ends; none for MCLAG and unknown types. */
export function linksOf({ spec }: RuleObject): Link[] {
  const type = connectionType(spec);
  const shape = type === null || isMclag(spec) ? undefined : SHAPES[type];
  if (type === null || shape === undefined) return [];
  const places: (readonly [FieldPath, JsonValue | undefined])[] =
    shape.links === 'link'
      ? [[['spec', type, 'link'], valueAt(spec, [type, 'link'])]]
      : objectsAt(spec, type, 'links').map(([index, value]) => [['spec', type, 'links', index], value]);
  return places.map(([path, value]) => ({
    path,
    ends: shape.sides.map((side) => {
      const port = valueAt(value, [side, 'port']) ?? '';
      return {
        side,
        value: valueAt(value, [side]),
        port: typeof port === 'string' ? port : undefined,
        path: [...path, side],
      };
    }),
  }));
}

/** Whether the webhooks see an MCLAG connection, whatever else it claims to be. */
export function isMclag(spec: RuleObject['spec']): boolean {
  return ['mclag', 'mclagDomain'].some((type) => (valueAt(spec, [type]) ?? null) !== null);
}

/** `leaf-01/E1/5` → `leaf-01`. */
const deviceOf = (port: string): string => port.split('/', 1)[0] ?? '';

export interface Devices {
  readonly switches: ReadonlySet<string>;
  readonly servers: ReadonlySet<string>;
}

/** The devices that a Connection joins, by name; gateways aside. */
export function devicesOf(connection: RuleObject): Devices {
  const switches = new Set<string>();
  const servers = new Set<string>();
  for (const { side, port } of linksOf(connection).flatMap((link) => link.ends)) {
    if (port === undefined || port === '' || side === 'gateway') continue;
    (side === 'server' ? servers : switches).add(deviceOf(port));
  }
  return { switches, servers };
}
