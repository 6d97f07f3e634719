import type { DesiredResource, JsonObject, ResourceIdentity } from '#server/domain/resource.ts';

export const RULE_SEVERITIES = ['refused', 'warning'] as const;
/**
 * refused: the vendor's webhooks deny the object, on every release in use.
 * warning: it depends on the release or on the installation's configuration, or it is accepted and deprecated.
 */
type RuleSeverity = (typeof RULE_SEVERITIES)[number];

export interface Rule {
  /** Kebab-case, stable: operators search for it. */
  readonly id: string;
  readonly severity: RuleSeverity;
  /** Where the vendor has it. */
  readonly source: string;
}

export const refused = (id: string, source: string): Rule => ({ id, severity: 'refused', source });
export const warning = (id: string, source: string): Rule => ({ id, severity: 'warning', source });

/** One object as the rules see it. */
export interface RuleObject extends ResourceIdentity {
  readonly spec: JsonObject;
  readonly annotations?: DesiredResource['annotations'];
  /** Findings are about desired objects; the others are there to be collided with. */
  readonly desired: boolean;
}

export interface RuleFinding {
  readonly identity: ResourceIdentity;
  /** As pathText renders it: `spec.subnets.default.vlan`. */
  readonly field: string;
  readonly rule: string;
  readonly severity: RuleSeverity;
  /** A sentence for operators: what is wrong, and what is expected. */
  readonly message: string;
  readonly source: string;
}

export type FieldPath = readonly (string | number)[];
