import { textAt } from '#server/domain/hedgehog/json.ts';
import type { ResourceIdentity } from '#server/domain/resource.ts';
import { serversOf, switchesOf } from './links.ts';
import { subnetOf } from './networks.ts';
import { count, names, NAMES_LISTED } from './phrases.ts';
import type { World } from './worlds.ts';

interface Dependants {
  readonly servers: ReadonlySet<string>;
  readonly vpcs: ReadonlySet<string>;
  readonly switches: ReadonlySet<string>;
  readonly externals: ReadonlySet<string>;
}

/** What hangs on a switch: by its Connections the servers, other switches and externals, by their attachments the VPCs. */
export function dependantsOf(world: World, device: ResourceIdentity): Dependants {
  const found = {
    servers: new Set<string>(),
    vpcs: new Set<string>(),
    switches: new Set<string>(),
    externals: new Set<string>(),
  };
  for (const connection of world.referrers(device, 'Connection')) {
    for (const server of serversOf(connection)) found.servers.add(server);
    for (const name of switchesOf(connection)) if (name !== device.name) found.switches.add(name);
    for (const attachment of world.referrers(connection, 'VPCAttachment')) {
      const network = subnetOf(attachment);
      if (network !== null) found.vpcs.add(network.vpc);
    }
    for (const attachment of world.referrers(connection, 'ExternalAttachment'))
      found.externals.add(textAt(attachment.spec, 'external') ?? '');
  }
  return found;
}

/** "5 servers (a, b and 3 more)", "VPC vpc-1"; '' where there are none. */
export function named(of: ReadonlySet<string>, one: string, many: string): string {
  if (of.size === 0) return '';
  if (of.size === 1) return `${one} ${names(of)}`;
  return of.size > NAMES_LISTED + 1 ? `${count(of.size, one, many)} (${names(of)})` : `${many} ${names(of)}`;
}
