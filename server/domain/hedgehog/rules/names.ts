import type { KindName } from '#server/domain/hedgehog/kinds.ts';
import { isKindName } from '#server/domain/hedgehog/lookup-kind.ts';
import type { RuleScope } from './rule-scope.ts';
import { refused, warning } from './rule.ts';

const FORMAT = refused(
  'name-format',
  'all webhooks: object metadata, name is a lowercase RFC 1123 subdomain',
);
const SHORT = refused(
  'name-too-long',
  'VPC, External and IPv4Namespace webhooks: name must be <= 11 characters',
);
const LABEL = warning('name-too-long-for-labels', 'all webhooks: names become label keys and values');
const PREFIX = refused('vpc-name-reserved', 'VPC webhook: name cannot start with ext.');
const NAMESPACE = warning('namespace-not-default', 'all webhooks: only the default namespace is supported');

/** A lowercase RFC 1123 subdomain. */
export const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
/** Kinds whose names go into interface and VRF names on the switches. */
const SHORT_NAMED: ReadonlySet<string> = new Set<KindName>(['VPC', 'External', 'IPv4Namespace']);
/** Kinds that no webhook looks at. */
const UNCHECKED: ReadonlySet<string> = new Set<KindName>(['SwitchGroup', 'ServerProfile']);
const SHORT_NAME = 11;
const SUBDOMAIN_MOST = 253;
const LABEL_MOST = 63;
const EXTERNAL_PREFIX = 'ext.';

/** Names and namespaces of all kinds. Source: the vendor's webhooks. */
export function checkNames(scope: RuleScope): void {
  for (const object of scope.every()) {
    if (!object.desired || !isKindName(object.kind)) continue;
    const { kind, name, namespace } = object;
    const path = ['metadata', 'name'];
    if (!SUBDOMAIN.test(name) || name.length > SUBDOMAIN_MOST)
      scope.report(
        object,
        FORMAT,
        path,
        `${name} is not a valid name; lowercase letters, digits, - and . are expected, beginning and ending with a letter or digit`,
      );
    if (SHORT_NAMED.has(kind) && name.length > SHORT_NAME)
      scope.report(
        object,
        SHORT,
        path,
        `${name} has ${name.length} characters; names of this kind have at most ${SHORT_NAME}`,
      );
    else if (name.length > LABEL_MOST)
      scope.report(
        object,
        LABEL,
        path,
        `${name} has ${name.length} characters; Hedgehog writes names into labels, which hold ${LABEL_MOST}, so that objects that refer to it may be refused`,
      );
    if (kind === 'VPC' && name.startsWith(EXTERNAL_PREFIX))
      scope.report(
        object,
        PREFIX,
        path,
        `${name} begins with ${EXTERNAL_PREFIX}, which is kept for Externals; choose another name`,
      );
    if (namespace !== 'default' && !UNCHECKED.has(kind))
      scope.report(
        object,
        NAMESPACE,
        ['metadata', 'namespace'],
        `is in namespace ${namespace}; Hedgehog's webhooks take objects in default alone`,
      );
  }
}
