import { connectionType } from '#server/domain/hedgehog/connection-type.ts';
import { textAt } from '#server/domain/hedgehog/json.ts';
import { isAddress, isPrefix } from './cidr.ts';
import { checkAcl } from './external-acl.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, warning, type FieldPath, type RuleObject } from './rule.ts';
import { eachShared, hold, type Holders } from './shared-values.ts';
import { isBlankAt, isObjectAt, isTrueAt, numberAt } from './spec-values.ts';

const NAMES = refused(
  'external-attachment-names',
  'ExternalAttachment webhook: external and connection are required',
);
const SWITCH_IP = refused(
  'external-attachment-switch-ip',
  'ExternalAttachment webhook: switch.ip is not a valid IP CIDR',
);
const NEIGHBOR = refused(
  'external-attachment-neighbor',
  'ExternalAttachment webhook: neighbor.asn and neighbor.ip are required',
);
const STATIC_ONLY = refused(
  'external-attachment-static-only',
  'ExternalAttachment webhook: switch and neighbor must not be set for static',
);
const STATIC = refused(
  'external-attachment-static',
  'ExternalAttachment webhook: static.remoteIP, either static.ip or static.proxy',
);
const NOT_STATIC = refused(
  'external-attachment-external-static',
  'ExternalAttachment webhook: external has no static prefixes',
);
const NOT_BGP = warning(
  'external-attachment-external-bgp',
  'ExternalAttachment webhook: external is static, the attachment is not',
);
const CONNECTION = refused(
  'external-attachment-connection-type',
  'ExternalAttachment webhook: connection is not external',
);
const VLAN = refused(
  'external-attachment-vlan',
  'ExternalAttachment webhook: connection already has an external attachment with VLAN',
);

interface VlanHolder {
  readonly object: RuleObject;
  readonly path: FieldPath;
  readonly vlan: number;
}

function checkBgp(scope: RuleScope, attachment: RuleObject): void {
  const ip = textAt(attachment.spec, 'switch', 'ip');
  if (ip === undefined ? isBlankAt(attachment.spec, 'switch', 'ip') : !isPrefix(ip))
    scope.report(
      attachment,
      SWITCH_IP,
      ['spec', 'switch', 'ip'],
      `${ip ?? 'nothing'} is no address of the switch; one with a prefix length such as 100.1.10.1/24 is expected`,
    );
  if (isBlankAt(attachment.spec, 'neighbor', 'asn'))
    scope.report(
      attachment,
      NEIGHBOR,
      ['spec', 'neighbor', 'asn'],
      'has no ASN of the neighbor; a number is expected',
    );
  const neighbor = textAt(attachment.spec, 'neighbor', 'ip');
  if (neighbor === undefined ? isBlankAt(attachment.spec, 'neighbor', 'ip') : !isAddress(neighbor))
    scope.report(
      attachment,
      NEIGHBOR,
      ['spec', 'neighbor', 'ip'],
      `${neighbor ?? 'nothing'} is no address of the neighbor; one without a prefix length is expected`,
    );
}

function checkStatic(scope: RuleScope, attachment: RuleObject): void {
  const { spec } = attachment;
  for (const [side, field] of [
    ['switch', 'ip'],
    ['switch', 'vlan'],
    ['neighbor', 'asn'],
    ['neighbor', 'ip'],
  ] as const) {
    if (!isBlankAt(spec, side, field))
      scope.report(
        attachment,
        STATIC_ONLY,
        ['spec', side, field],
        `a static attachment has no ${side}.${field}; remove it`,
      );
  }
  const remote = textAt(spec, 'static', 'remoteIP');
  if (remote === undefined ? isBlankAt(spec, 'static', 'remoteIP') : !isAddress(remote))
    scope.report(
      attachment,
      STATIC,
      ['spec', 'static', 'remoteIP'],
      `${remote ?? 'nothing'} is no address of the other side; one without a prefix length is expected`,
    );
  const ip = textAt(spec, 'static', 'ip');
  if (ip !== undefined && !isPrefix(ip))
    scope.report(
      attachment,
      STATIC,
      ['spec', 'static', 'ip'],
      `${ip} is not an address with a prefix length such as 100.1.10.1/24`,
    );
  if (!isBlankAt(spec, 'static', 'ip') === isTrueAt(spec, 'static', 'proxy'))
    scope.report(
      attachment,
      STATIC,
      ['spec', 'static'],
      'either static.ip or static.proxy is expected, and not both',
    );
}

function checkNamed(scope: RuleScope, attachment: RuleObject, isStatic: boolean): void {
  for (const field of ['external', 'connection']) {
    if (isBlankAt(attachment.spec, field))
      scope.report(attachment, NAMES, ['spec', field], `names no ${field}; the name of one is expected`);
  }
  const external = scope.find(attachment, 'External', textAt(attachment.spec, 'external') ?? '');
  if (external !== undefined && isStatic !== isObjectAt(external.spec, 'static')) {
    if (isStatic)
      scope.report(
        attachment,
        NOT_STATIC,
        ['spec', 'static'],
        `is static, but External ${external.name} has no static prefixes`,
      );
    else
      scope.report(
        attachment,
        NOT_BGP,
        ['spec', 'external'],
        `is a BGP attachment of External ${external.name}, which is static; most releases take static attachments alone`,
      );
  }
  const connection = scope.find(attachment, 'Connection', textAt(attachment.spec, 'connection') ?? '');
  const type = connection === undefined ? null : connectionType(connection.spec);
  if (connection !== undefined && type !== null && type !== 'external')
    scope.report(
      attachment,
      CONNECTION,
      ['spec', 'connection'],
      `${connection.name} is of type ${type}; a connection of type external is expected`,
    );
}

/** ExternalAttachments in both forms, BGP and static, with their access lists. Source: the vendor's webhooks. */
export function checkExternalAttachments(scope: RuleScope): void {
  const vlans: Holders<VlanHolder> = new Map();
  for (const object of scope.of('ExternalAttachment')) {
    const form = isObjectAt(object.spec, 'static') ? 'static' : 'switch';
    const connection = textAt(object.spec, 'connection');
    const vlan = isBlankAt(object.spec, form, 'vlan') ? 0 : numberAt(object.spec, form, 'vlan');
    if (connection !== undefined && vlan !== undefined)
      hold(vlans, `${object.namespace}/${connection}/${vlan}`, {
        object,
        vlan,
        path: ['spec', form, 'vlan'],
      });
  }
  eachShared(vlans, ({ object, path, vlan }, other) =>
    scope.report(
      object,
      VLAN,
      path,
      `ExternalAttachment ${other.object.name} has ${vlan === 0 ? 'no VLAN either' : `VLAN ${vlan} too`} on this connection; each attachment has its own`,
    ),
  );
  for (const attachment of scope.desired('ExternalAttachment')) {
    const isStatic = isObjectAt(attachment.spec, 'static');
    if (isStatic) checkStatic(scope, attachment);
    else checkBgp(scope, attachment);
    checkNamed(scope, attachment, isStatic);
    checkAcl(scope, attachment);
  }
}
