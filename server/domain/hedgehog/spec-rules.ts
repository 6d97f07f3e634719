import { gatewayPeeringRules, gatewayRules } from './gateway-rules.ts';
import type { KindName } from './kinds.ts';
import { fillIn, sortObjects, sortTexts, childObject, childObjects } from './mutable-json.ts';
import { NO_PATHS, pathTree } from './path-tree.ts';
import type { SpecRules } from './spec-form.ts';
import { switchRules } from './switch-rules.ts';
import { vpcRules } from './vpc-rules.ts';

const nothing = (): void => {};

const PLAIN: SpecRules = { rewrite: nothing, fill: nothing, paths: NO_PATHS };

const RULES: Partial<Record<KindName, SpecRules>> = {
  VPC: vpcRules,
  VPCAttachment: {
    rewrite: (spec) => {
      const subnet = spec['subnet'];
      if (typeof subnet === 'string' && subnet !== '' && !subnet.includes('/'))
        spec['subnet'] = `${subnet}/default`;
    },
    fill: nothing,
    paths: NO_PATHS,
  },
  // The two VPCs are the keys of each entry: `vpc-1: {}` and `vpc-1:` both mean all of its subnets.
  VPCPeering: { rewrite: nothing, fill: nothing, paths: pathTree({ object: ['permit.*.*'] }) },
  IPv4Namespace: {
    rewrite: (spec) => sortTexts(spec, 'subnets'),
    fill: nothing,
    paths: pathTree({ sorted: ['subnets'] }),
  },
  External: { rewrite: nothing, fill: (spec) => fillIn(spec, 'ipv4Namespace', 'default'), paths: NO_PATHS },
  ExternalAttachment: {
    rewrite: nothing,
    fill: nothing,
    paths: pathTree({ kept: ['inboundACL.statements.*.icmpType', 'inboundACL.statements.*.icmpCode'] }),
  },
  ExternalPeering: {
    rewrite: (spec) => {
      const permit = childObject(spec, 'permit');
      sortTexts(childObject(permit, 'vpc'), 'subnets');
      sortObjects(childObject(permit, 'external'), 'prefixes', 'prefix');
    },
    fill: nothing,
    paths: pathTree({ sorted: ['permit.vpc.subnets', 'permit.external.prefixes'] }),
  },
  VLANNamespace: {
    rewrite: (spec) => {
      for (const range of childObjects(spec, 'ranges'))
        if (range['from'] !== undefined) fillIn(range, 'to', range['from']);
      sortObjects(spec, 'ranges', 'from', 'to');
    },
    fill: nothing,
    paths: pathTree({ sorted: ['ranges'] }),
  },
  Switch: switchRules,
  Gateway: gatewayRules,
  GatewayPeering: gatewayPeeringRules,
};

/** The rules of a kind; kinds that the webhooks leave as they are have none. */
export function specRules(kind: string): SpecRules {
  return (Object.hasOwn(RULES, kind) ? RULES[kind as KindName] : undefined) ?? PLAIN;
}
