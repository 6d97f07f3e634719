import type { JsonValue } from '#server/domain/resource.ts';
import { valueAt } from '#server/domain/hedgehog/json.ts';
import { isPrefix } from './cidr.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, type FieldPath, type RuleObject } from './rule.ts';
import { isBlankAt, isObjectAt, isTrueAt, numberAt, objectsAt } from './spec-values.ts';

const SEQUENCE = refused(
  'acl-sequence',
  'ExternalAttachment webhook: sequence number is reserved, duplicate sequence number',
);
const ACTION = refused('acl-action', 'ExternalAttachment webhook: invalid action in statement');
const PROTOCOL = refused('acl-protocol', 'ExternalAttachment webhook: invalid protocol in statement');
const PREFIX = refused(
  'acl-prefix',
  'ExternalAttachment webhook: invalid srcPrefix or dstPrefix in statement',
);
const PORTS = refused('acl-ports', 'ExternalAttachment webhook: portRange in statement');
const FLAGS = refused('acl-tcp-filters', 'ExternalAttachment webhook: tcpFilters in statement');
const ICMP = refused('acl-icmp', 'ExternalAttachment webhook: icmpType and icmpCode only with icmp');

const FIRST_SEQUENCE = 10;
const ACTIONS = ['permit', 'deny', 'discard', 'transit'];
const PROTOCOLS = ['ip', 'tcp', 'udp', 'icmp'];
const TCP_FLAGS = ['Fin', 'Syn', 'Rst', 'Psh', 'Ack', 'Urg'];

interface Statement {
  readonly owner: RuleObject;
  readonly value: JsonValue;
  readonly path: FieldPath;
  /** Undefined = of a wrong type, which the schema refuses. */
  readonly protocol: string | undefined;
}

function checkWords(scope: RuleScope, { owner, value, path, protocol }: Statement): void {
  const action = valueAt(value, ['action']) ?? '';
  // Releases before v0.120 had `permit: true` here.
  if (typeof action === 'string' && !ACTIONS.includes(action) && valueAt(value, ['permit']) === undefined)
    scope.report(
      owner,
      ACTION,
      [...path, 'action'],
      `action ${action === '' ? 'is missing' : `${action} is not known`}; one of ${ACTIONS.join(', ')} is expected`,
    );
  if (protocol !== undefined && !PROTOCOLS.includes(protocol))
    scope.report(
      owner,
      PROTOCOL,
      [...path, 'protocol'],
      `protocol ${protocol === '' ? 'is missing' : `${protocol} is not known`}; one of ${PROTOCOLS.join(', ')} is expected`,
    );
  for (const field of ['srcPrefix', 'dstPrefix']) {
    const prefix = valueAt(value, [field]) ?? '';
    if (typeof prefix === 'string' && prefix !== 'any' && !isPrefix(prefix))
      scope.report(
        owner,
        PREFIX,
        [...path, field],
        `${prefix === '' ? 'nothing' : prefix} is no prefix; a CIDR or any is expected`,
      );
  }
}

function checkPorts(scope: RuleScope, { owner, value, path, protocol }: Statement): void {
  const first = numberAt(value, 'portRangeBegin') ?? 0;
  const last = numberAt(value, 'portRangeEnd') ?? 0;
  if (first === 0 && last === 0) return;
  const why =
    protocol !== undefined && protocol !== 'tcp' && protocol !== 'udp'
      ? 'ports go with tcp and udp alone'
      : first === 0
        ? 'the range has no beginning; portRangeBegin of 1 or more is expected'
        : first > last
          ? `the range ends at ${last}, before its beginning ${first}`
          : null;
  if (why !== null) scope.report(owner, PORTS, [...path, 'portRangeBegin'], why);
}

function checkFlags(scope: RuleScope, { owner, value, path, protocol }: Statement): void {
  if (isObjectAt(value, 'tcpFilters')) {
    const at = [...path, 'tcpFilters'];
    if (protocol !== undefined && protocol !== 'tcp')
      scope.report(owner, FLAGS, at, 'TCP flags go with protocol tcp alone');
    const set = (flag: string): boolean => isTrueAt(value, 'tcpFilters', flag);
    const both = TCP_FLAGS.filter((flag) => set(flag.toLowerCase()) && set(`not${flag}`));
    if (both.length > 0)
      scope.report(
        owner,
        FLAGS,
        at,
        `${both.map((flag) => flag.toLowerCase()).join(', ')} cannot be both set and not set`,
      );
    if (set('established') && TCP_FLAGS.some((flag) => set(flag.toLowerCase()) || set(`not${flag}`)))
      scope.report(owner, FLAGS, at, 'established stands alone; remove it or the other flags');
  }
  const icmp = ['icmpType', 'icmpCode'].find((field) => (valueAt(value, [field]) ?? null) !== null);
  if (icmp !== undefined && protocol !== undefined && protocol !== 'icmp')
    scope.report(owner, ICMP, [...path, icmp], `${icmp} goes with protocol icmp alone`);
}

/** The access list of an ExternalAttachment. Source: the vendor's webhooks. */
export function checkAcl(scope: RuleScope, owner: RuleObject): void {
  const seen = new Set<number>();
  for (const [index, value] of objectsAt(owner.spec, 'inboundACL', 'statements')) {
    const path = ['spec', 'inboundACL', 'statements', index];
    const sequence = isBlankAt(value, 'seq') ? 0 : numberAt(value, 'seq');
    if (sequence !== undefined && sequence < FIRST_SEQUENCE)
      scope.report(
        owner,
        SEQUENCE,
        [...path, 'seq'],
        `${sequence} is kept for the fabric's own rules; ${FIRST_SEQUENCE} or more is expected`,
      );
    else if (sequence !== undefined && seen.has(sequence))
      scope.report(
        owner,
        SEQUENCE,
        [...path, 'seq'],
        `${sequence} is used twice; each statement has its own number`,
      );
    if (sequence !== undefined) seen.add(sequence);
    const protocol = valueAt(value, ['protocol']) ?? '';
    const statement = { owner, value, path, protocol: typeof protocol === 'string' ? protocol : undefined };
    checkWords(scope, statement);
    checkPorts(scope, statement);
    checkFlags(scope, statement);
  }
}
