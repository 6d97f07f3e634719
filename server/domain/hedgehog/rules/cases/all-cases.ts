import { ACL_CASES } from './acl-cases.ts';
import { ADDRESS_CASES } from './address-cases.ts';
import { ATTACHMENT_CASES } from './attachment-cases.ts';
import { CONNECTION_CASES } from './connection-cases.ts';
import { DHCP_CASES } from './dhcp-cases.ts';
import { EXTERNAL_CASES } from './external-cases.ts';
import { GATEWAY_CASES } from './gateway-cases.ts';
import { GATEWAY_PEERING_CASES } from './gateway-peering-cases.ts';
import { LINK_CASES } from './link-cases.ts';
import { NAMESPACE_CASES } from './namespace-cases.ts';
import { PEERING_CASES } from './peering-cases.ts';
import { SWITCH_CASES } from './switch-cases.ts';
import { VPC_CASES } from './vpc-cases.ts';
import type { RuleCase } from './rule-case.ts';

/** Every rule's pairs. */
export const ALL_CASES: readonly RuleCase[] = [
  ...NAMESPACE_CASES,
  ...VPC_CASES,
  ...DHCP_CASES,
  ...ADDRESS_CASES,
  ...SWITCH_CASES,
  ...CONNECTION_CASES,
  ...LINK_CASES,
  ...ATTACHMENT_CASES,
  ...PEERING_CASES,
  ...EXTERNAL_CASES,
  ...ACL_CASES,
  ...GATEWAY_CASES,
  ...GATEWAY_PEERING_CASES,
];
