import { connectionType } from '#server/domain/hedgehog/connection-type.ts';
import { listAt, textAt, valueAt } from '#server/domain/hedgehog/json.ts';
import { parseCidr } from './cidr.ts';
import { devicesOf } from './connection-ends.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, warning, type RuleObject } from './rule.ts';
import { eachShared, hold, type Holder, type Holders } from './shared-values.ts';
import { hasKeyAt, isBlankAt, isTrueAt } from './spec-values.ts';

const SUBNET = refused(
  'attachment-subnet',
  'VPCAttachment webhook: subnet should be in <vpc>/<subnet> format',
);
const CONNECTION = refused('attachment-connection', 'VPCAttachment webhook: connection is required');
const MISSING = refused('attachment-subnet-missing', 'VPCAttachment webhook: subnet not found in vpc');
const TYPE = refused(
  'attachment-connection-type',
  'VPCAttachment webhook: vpc can be attached only to Unbundled, Bundled or ESLAG',
);
const MCLAG = warning('attachment-mclag', 'VPCAttachment webhook since 26.03: MCLAG is no longer supported');
const MODE = refused(
  'attachment-vpc-mode',
  'VPCAttachment webhook: vpc mode is not supported for ESLAG connections',
);
const HOST_BGP = refused(
  'attachment-host-bgp',
  'VPCAttachment webhook: only unbundled links for a hostBGP subnet',
);
const HOST_NATIVE = warning(
  'attachment-host-bgp-native-vlan',
  'VPCAttachment webhook since 26.03: native VLAN is not supported for hostBGP',
);
const VLANS = refused(
  'attachment-vlan-namespace',
  "VPCAttachment webhook: switch doesn't have vlan namespace",
);
const TWICE = refused(
  'attachment-duplicate',
  'VPCAttachment webhook: connection already attached to vpc subnet',
);
const NATIVE = refused(
  'attachment-native-vlan',
  'VPCAttachment webhook: connection already attached with native VLAN',
);
const P2P = refused('attachment-p2p-link', 'VPCAttachment webhook: p2p link annotation must be an IPv4 /31');

const P2P_ANNOTATION = 'fabric.githedgehog.com/p2p-link';
const P2P_LENGTH = 31;

/** `vpc-1/frontend` → both names; a VPC alone means its subnet `default`. */
function attachedSubnet(attachment: RuleObject): { readonly vpc: string; readonly subnet: string } | null {
  const text = textAt(attachment.spec, 'subnet');
  if (text === undefined) return null;
  const slash = text.indexOf('/');
  return slash < 0
    ? { vpc: text, subnet: 'default' }
    : { vpc: text.slice(0, slash), subnet: text.slice(slash + 1) };
}

function checkSubnet(scope: RuleScope, attachment: RuleObject): void {
  const at = ['spec', 'subnet'];
  const named = attachedSubnet(attachment);
  if (named === null) {
    if (isBlankAt(attachment.spec, 'subnet'))
      scope.report(attachment, SUBNET, at, 'names no subnet; <vpc>/<subnet> is expected');
    return;
  }
  if (named.vpc === '') {
    scope.report(attachment, SUBNET, at, `/${named.subnet} names no VPC; <vpc>/<subnet> is expected`);
    return;
  }
  const vpc = scope.find(attachment, 'VPC', named.vpc);
  if (vpc !== undefined && !hasKeyAt(vpc.spec, named.subnet, 'subnets'))
    scope.report(
      attachment,
      MISSING,
      at,
      `VPC ${named.vpc} has no subnet ${named.subnet === '' ? 'of an empty name' : named.subnet}`,
    );
}

function checkVlanNamespace(
  scope: RuleScope,
  attachment: RuleObject,
  vpc: RuleObject,
  connection: RuleObject,
): void {
  const space = textAt(vpc.spec, 'vlanNamespace') ?? 'default';
  for (const name of devicesOf(connection).switches) {
    const device = scope.find(attachment, 'Switch', name);
    if (device === undefined) continue;
    const listed = listAt(device.spec, 'vlanNamespaces');
    if (listed.length === 0 ? space !== 'default' : !listed.includes(space))
      scope.report(
        attachment,
        VLANS,
        ['spec', 'connection'],
        `Switch ${name} of ${connection.name} does not list VLANNamespace ${space} of VPC ${vpc.name}`,
      );
  }
}

function checkFit(scope: RuleScope, attachment: RuleObject, connection: RuleObject): void {
  const at = ['spec', 'connection'];
  const type = connectionType(connection.spec);
  if (type === 'mclag' || type === 'mclagDomain') {
    scope.report(
      attachment,
      MCLAG,
      at,
      `${connection.name} is an MCLAG connection, which Hedgehog no longer supports; use ESLAG`,
    );
    return;
  }
  if (type !== 'unbundled' && type !== 'bundled' && type !== 'eslag') {
    if (type !== null)
      scope.report(
        attachment,
        TYPE,
        at,
        `${connection.name} is of type ${type}; VPCs are attached to unbundled, bundled or eslag connections`,
      );
    return;
  }
  const named = attachedSubnet(attachment);
  const vpc = named === null ? undefined : scope.find(attachment, 'VPC', named.vpc);
  if (named === null || vpc === undefined) return;
  const mode = textAt(vpc.spec, 'mode');
  if (type === 'eslag' && mode !== undefined)
    scope.report(
      attachment,
      MODE,
      at,
      `VPC ${vpc.name} has mode ${mode}, which does not go with the eslag connection ${connection.name}`,
    );
  if (isTrueAt(vpc.spec, 'subnets', named.subnet, 'hostBGP')) {
    if (type !== 'unbundled')
      scope.report(
        attachment,
        HOST_BGP,
        at,
        `${named.subnet} is a hostBGP subnet, which takes unbundled connections alone; ${connection.name} is ${type}`,
      );
    if (isTrueAt(attachment.spec, 'nativeVLAN'))
      scope.report(
        attachment,
        HOST_NATIVE,
        ['spec', 'nativeVLAN'],
        `${named.subnet} is a hostBGP subnet; leave its VLAN out instead of nativeVLAN`,
      );
  }
  checkVlanNamespace(scope, attachment, vpc, connection);
}

function checkAnnotation(scope: RuleScope, attachment: RuleObject): void {
  const text = valueAt(attachment.annotations, [P2P_ANNOTATION]);
  if (typeof text === 'string' && parseCidr(text)?.length !== P2P_LENGTH)
    scope.report(
      attachment,
      P2P,
      ['metadata', 'annotations', P2P_ANNOTATION],
      `"${text}" is not an IPv4 /${P2P_LENGTH} such as 10.9.0.0/31`,
    );
}

/** VPCAttachments: what they name fits together, and no connection is attached twice. Source: the vendor's webhooks. */
export function checkAttachments(scope: RuleScope): void {
  const attached: Holders<Holder> = new Map();
  const native: Holders<Holder> = new Map();
  for (const object of scope.of('VPCAttachment')) {
    const connection = textAt(object.spec, 'connection');
    const named = attachedSubnet(object);
    if (connection === undefined) continue;
    const key = `${object.namespace}/${connection}`;
    if (named !== null)
      hold(attached, `${key}/${named.vpc}/${named.subnet}`, { object, path: ['spec', 'subnet'] });
    if (isTrueAt(object.spec, 'nativeVLAN')) hold(native, key, { object, path: ['spec', 'nativeVLAN'] });
  }
  eachShared(attached, ({ object, path }, other) =>
    scope.report(
      object,
      TWICE,
      path,
      `VPCAttachment ${other.object.name} attaches the same subnet to the same connection; one is enough`,
    ),
  );
  eachShared(native, ({ object, path }, other) =>
    scope.report(
      object,
      NATIVE,
      path,
      `VPCAttachment ${other.object.name} has the native VLAN of this connection; one attachment may`,
    ),
  );
  for (const attachment of scope.desired('VPCAttachment')) {
    checkSubnet(scope, attachment);
    checkAnnotation(scope, attachment);
    const name = textAt(attachment.spec, 'connection');
    if (name === undefined) {
      if (isBlankAt(attachment.spec, 'connection'))
        scope.report(
          attachment,
          CONNECTION,
          ['spec', 'connection'],
          'names no connection; the name of a Connection is expected',
        );
      continue;
    }
    const connection = scope.find(attachment, 'Connection', name);
    if (connection !== undefined) checkFit(scope, attachment, connection);
  }
}
