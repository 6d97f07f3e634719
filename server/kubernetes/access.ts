import { z } from 'zod';
import { isAppError } from '#server/domain/app-error.ts';
import type { Sender } from './send.ts';

/** A right, as RBAC counts them. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  /** Plural. */
  readonly resource: string;
  readonly namespace: string;
}

export interface WhoAmI {
  /** `system:serviceaccount:<namespace>:<name>` for service accounts. */
  readonly username: string;
  readonly groups: readonly string[];
}

const reviewedUser = z.object({
  status: z.object({
    userInfo: z.object({ username: z.string(), groups: z.array(z.string()).catch([]) }),
  }),
});
const reviewedAccess = z.object({ status: z.object({ allowed: z.boolean() }) });
const ruleSchema = z.object({
  verbs: z.array(z.string()).catch([]),
  apiGroups: z.array(z.string()).catch([]),
  resources: z.array(z.string()).catch([]),
  resourceNames: z.array(z.string()).nullish().catch([]),
});
const reviewedRules = z.object({ status: z.object({ resourceRules: z.array(ruleSchema).nullable() }) });
export type ResourceRule = z.infer<typeof ruleSchema>;

const AUTHORIZATION = 'authorization.k8s.io';

/** Who the token stands for; null where the server does not say. Errors: those of a token that is refused. */
export async function whoAmI(sender: Sender): Promise<WhoAmI | null> {
  const json = await review(sender, 'authentication.k8s.io', 'SelfSubjectReview').catch(nullWhereUnavailable);
  const parsed = reviewedUser.safeParse(json);
  return parsed.success ? parsed.data.status.userInfo : null;
}

/** Whether we have each of the rights, in their order. A right that the server does not confirm counts as absent. */
export async function accessReview(sender: Sender, rights: readonly Right[]): Promise<boolean[]> {
  return await Promise.all(
    rights.map(async ({ verb, group, resource, namespace }) => {
      const spec = { resourceAttributes: { verb, group, resource, namespace } };
      const parsed = reviewedAccess.safeParse(
        await review(sender, AUTHORIZATION, 'SelfSubjectAccessReview', spec),
      );
      return parsed.success && parsed.data.status.allowed;
    }),
  );
}

/** What RBAC grants us in a namespace; null where the server does not say. Other authorizers may grant more. */
export async function rulesReview(sender: Sender, namespace: string): Promise<ResourceRule[] | null> {
  const json = await review(sender, AUTHORIZATION, 'SelfSubjectRulesReview', { namespace }).catch(
    nullWhereUnavailable,
  );
  const parsed = reviewedRules.safeParse(json);
  return parsed.success ? (parsed.data.status.resourceRules ?? []) : null;
}

/** Whether a namespace is there; null when we may not know. */
export async function namespaceExists(sender: Sender, namespace: string): Promise<boolean | null> {
  const { status } = await sender.send({
    method: 'GET',
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}`,
    about: { verb: 'get', resource: 'namespaces' },
    repeat: 'read',
    allow: [403, 404],
  });
  return status === 403 ? null : status !== 404;
}

async function review(sender: Sender, group: string, kind: string, spec?: object): Promise<unknown> {
  const plural = `${kind.toLowerCase()}s`;
  const { json } = await sender.send({
    method: 'POST',
    path: `/apis/${group}/v1/${plural}`,
    body: { apiVersion: `${group}/v1`, kind, ...(spec === undefined ? {} : { spec }) },
    about: { verb: 'create', resource: `${plural}.${group}` },
    // Stores nothing.
    repeat: 'read',
  });
  return json;
}

const UNAVAILABLE: ReadonlySet<unknown> = new Set([404, 405]);

function nullWhereUnavailable(error: unknown): null {
  const known = isAppError(error) ? error : null;
  const refused = known?.code === 'K8S_AUTH_INSUFFICIENT_PERMISSIONS';
  const absent = known?.code === 'K8S_API_SERVER_ERROR' && UNAVAILABLE.has(known.details['status']);
  if (refused || absent) return null;
  throw error;
}
