import type { JsonValue } from '#server/domain/resource.ts';
import { valueAt } from '#server/domain/hedgehog/json.ts';
import { whyNotPorts } from './port-range.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, type FieldPath, type RuleObject } from './rule.ts';
import { hasEntriesAt, hasKeyAt, objectsAt } from './spec-values.ts';

const FORM = refused(
  'gateway-nat-form',
  'GatewayPeering webhook: exactly one of masquerade, static, or portForward',
);
const PORTS = refused(
  'gateway-nat-ports',
  'GatewayPeering webhook: at least one port forwarding rule, invalid port',
);
const PROTOCOL = refused(
  'gateway-nat-protocol',
  'GatewayPeering webhook: invalid protocol in port forwarding rule',
);

const FORMS = ['masquerade', 'portForward', 'static'];
const PROTOCOLS: ReadonlySet<string> = new Set(['', 'tcp', 'udp']);

/** The forms of translation that are there, if only as `{}`. */
export function natForms(nat: JsonValue | undefined): string[] {
  return FORMS.filter((form) => hasKeyAt(nat, form));
}

/** The `nat` of an expose entry. */
export function checkNat(
  scope: RuleScope,
  peering: RuleObject,
  nat: JsonValue | undefined,
  path: FieldPath,
): void {
  const forms = natForms(nat);
  if (forms.length !== 1)
    scope.report(
      peering,
      FORM,
      path,
      `has ${forms.length === 0 ? 'no form' : forms.join(' and ')}; exactly one of ${FORMS.join(', ')} is expected`,
    );
  if (!forms.includes('portForward')) return;
  const at = [...path, 'portForward', 'ports'];
  if (!hasEntriesAt(nat, 'portForward', 'ports'))
    scope.report(peering, PORTS, at, 'forwards no ports; at least one rule is expected');
  for (const [index, entry] of objectsAt(nat, 'portForward', 'ports')) {
    for (const field of ['port', 'as']) {
      const ports = valueAt(entry, [field]) ?? '';
      const why = typeof ports === 'string' ? whyNotPorts(ports) : null;
      if (why !== null) scope.report(peering, PORTS, [...at, index, field], why);
    }
    const protocol = valueAt(entry, ['proto']) ?? '';
    if (typeof protocol === 'string' && !PROTOCOLS.has(protocol))
      scope.report(
        peering,
        PROTOCOL,
        [...at, index, 'proto'],
        `protocol ${protocol} is not known; tcp, udp or nothing is expected`,
      );
  }
}
