import {
  resourceKey,
  type DesiredResource,
  type JsonObject,
  type ResourceIdentity,
} from '#server/domain/resource.ts';
import { checkAttachments } from './rules/attachments.ts';
import { checkConnectionAddresses } from './rules/connection-addresses.ts';
import { checkConnectionPorts } from './rules/connection-ports.ts';
import { checkConnections } from './rules/connections.ts';
import { checkExternalAttachments } from './rules/external-attachments.ts';
import { checkExternals } from './rules/externals.ts';
import { checkGatewayPeerings } from './rules/gateway-peerings.ts';
import { checkGateways } from './rules/gateways.ts';
import { checkNames } from './rules/names.ts';
import { checkNamespaces } from './rules/namespaces.ts';
import { checkPeerings } from './rules/peerings.ts';
import { createRuleScope, type RuleScope } from './rules/rule-scope.ts';
import type { RuleFinding, RuleObject } from './rules/rule.ts';
import { checkStaticExternals } from './rules/static-externals.ts';
import { checkSwitchAddresses } from './rules/switch-addresses.ts';
import { checkSwitches } from './rules/switches.ts';
import { checkVpcAddresses } from './rules/vpc-addresses.ts';
import { checkVpcDhcp } from './rules/vpc-dhcp.ts';
import { checkVpcSubnets } from './rules/vpc-subnets.ts';
import { checkVpcs } from './rules/vpcs.ts';

/** A live object that is not desired: it holds what others may want too. */
interface RuleNeighbour extends ResourceIdentity {
  readonly spec: JsonObject;
}

export interface RuleInput {
  readonly desired: readonly DesiredResource[];
  /** Objects of the cluster that are not desired; may be empty. */
  readonly live: Iterable<RuleNeighbour>;
}

const CHECKS: readonly ((scope: RuleScope) => void)[] = [
  checkNames,
  checkNamespaces,
  checkVpcs,
  checkVpcSubnets,
  checkVpcDhcp,
  checkVpcAddresses,
  checkSwitches,
  checkSwitchAddresses,
  checkConnections,
  checkConnectionPorts,
  checkConnectionAddresses,
  checkStaticExternals,
  checkAttachments,
  checkPeerings,
  checkExternals,
  checkExternalAttachments,
  checkGateways,
  checkGatewayPeerings,
];

function* objectsOf({ desired, live }: RuleInput): Iterable<RuleObject> {
  for (const { kind, namespace, name, spec, annotations } of desired)
    yield { kind, namespace, name, spec, annotations, desired: true };
  for (const { kind, namespace, name, spec } of live) yield { kind, namespace, name, spec, desired: false };
}

/**
 * What Hedgehog's admission webhooks would refuse of the desired objects, all of it at once: what is refused first, then
 * in the order of the objects. Specs need
 * not have passed a schema: values of wrong types are passed over, as are rules whose other object is unknown.
 * Source: the vendor's webhooks, githedgehog/fabric 78827deb; time grows as n log n.
 */
export function checkRules(input: RuleInput): RuleFinding[] {
  const findings: RuleFinding[] = [];
  const scope = createRuleScope(objectsOf(input), findings);
  for (const check of CHECKS) check(scope);
  const places = new Map(input.desired.map((object, place) => [resourceKey(object), place]));
  const rank = ({ severity, identity }: RuleFinding): number =>
    (severity === 'refused' ? 0 : input.desired.length) + (places.get(resourceKey(identity)) ?? 0);
  return findings
    .map((finding) => [rank(finding), finding] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, finding]) => finding);
}
