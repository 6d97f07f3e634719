import type { ImpactStatement } from '#server/domain/wire/plan.ts';
import { boundStatements } from './bound.ts';
import { connectionStatements } from './connections.ts';
import { externalAttachmentStatements, externalStatements } from './externals.ts';
import { otherStatements } from './others.ts';
import { peeringStatements } from './peerings.ts';
import { serverEvents } from './server-networks.ts';
import { serverStatements } from './server-events.ts';
import type { Statement } from './statement.ts';
import { switchStatements } from './switches.ts';
import { vpcStatements } from './vpcs.ts';
import { worldsOf, type Change, type ImpactInput, type Worlds } from './worlds.ts';

/** What follows from one object alone; attachments and peerings are told by what they join. */
function ownStatements(change: Change, worlds: Worlds): Statement[] {
  switch (change.kind) {
    case 'VPC':
      return vpcStatements(change, worlds);
    case 'Connection':
      return connectionStatements(change);
    case 'Switch':
      return switchStatements(change, worlds);
    case 'External':
      return externalStatements(change, worlds);
    case 'ExternalAttachment':
      return externalAttachmentStatements(change, worlds);
    case 'VPCAttachment':
    case 'VPCPeering':
    case 'ExternalPeering':
    case 'GatewayPeering':
      return [];
    default:
      return otherStatements(change, worlds);
  }
}

/** Between the deletion and the new object nothing of it stands. */
function interruption({ kind, name, key, replaced }: Change): Statement[] {
  const text = `${kind} ${name} is deleted and made again; until then what hangs on it is interrupted`;
  return replaced ? [{ kind, name, effect: 'loses', text, causes: [key] }] : [];
}

/**
 * What carrying out the items means on the network: which servers, VPCs, switches and externals lose, change or gain
 * what, in sentences, the most severe first. Only differences between the fabric as it was read and as the items leave
 * it; where the VLAN or a neighbour is not known, the sentence says so. Every cause is the key of an item.
 * Reachability rules: VPC isolated, restricted and permit, and peerings, as in the vendor's docs.
 */
export function describeImpact(input: ImpactInput): ImpactStatement[] {
  const worlds = worldsOf(input);
  return boundStatements([
    ...serverStatements(serverEvents(worlds)),
    ...peeringStatements(worlds),
    ...worlds.changes.flatMap((change) => [...interruption(change), ...ownStatements(change, worlds)]),
  ]);
}
