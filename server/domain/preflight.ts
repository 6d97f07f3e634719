/**
 * The checklist of a fabric: what is looked at, in the order in which it is shown, and how the results combine.
 * A check that needs another one which failed is skipped: its own answer would only repeat that failure.
 */

export const CHECK_IDS = [
  'configured',
  'reachable',
  'tls',
  'clock',
  'identity',
  'token_expiry',
  'version',
  'namespace',
  'kinds',
  'rights',
  'fields',
  'webhooks',
  'git',
  'database',
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/**
 * ok: looked at and good · warning: works today, a person should know · failed: a sync cannot do its work ·
 * skipped: not looked at, or not allowed to look; says nothing either way.
 */
export const CHECK_STATUSES = ['ok', 'warning', 'failed', 'skipped'] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number];

interface CheckDefinition {
  readonly title: string;
  readonly needs: readonly CheckId[];
}

export const CHECKS: Readonly<Record<CheckId, CheckDefinition>> = {
  configured: { title: 'Server and credentials are configured', needs: [] },
  reachable: { title: 'The API server is reachable', needs: ['configured'] },
  tls: { title: 'TLS and certificate', needs: ['reachable'] },
  clock: { title: 'Clocks agree', needs: ['tls'] },
  identity: { title: 'The credentials are accepted', needs: ['tls'] },
  token_expiry: { title: 'The credentials stay valid', needs: ['configured'] },
  version: { title: 'Kubernetes version', needs: ['identity'] },
  namespace: { title: 'The namespace exists', needs: ['identity'] },
  kinds: { title: 'Hedgehog kinds and versions', needs: ['identity'] },
  rights: { title: 'Rights on every kind', needs: ['kinds'] },
  fields: { title: 'Desired fields are known to the cluster', needs: ['kinds'] },
  webhooks: { title: 'Admission webhooks', needs: ['identity'] },
  git: { title: 'The source answers', needs: [] },
  database: { title: 'Database schema', needs: [] },
};

/** What a check found; `manifest` is YAML to apply as it is. */
export interface Verdict {
  readonly status: CheckStatus;
  readonly detail: string;
  readonly advice?: string | null;
  readonly manifest?: string | null;
}

export interface Check {
  readonly id: CheckId;
  readonly title: string;
  readonly status: CheckStatus;
  /** A sentence. */
  readonly detail: string;
  readonly advice: string | null;
  readonly manifest: string | null;
  readonly duration_ms: number;
}

export type CheckCounts = Readonly<Record<CheckStatus | 'total', number>>;

export function describeCheck(id: CheckId, verdict: Verdict, durationMs: number): Check {
  const { status, detail, advice = null, manifest = null } = verdict;
  return {
    id,
    title: CHECKS[id].title,
    status,
    detail,
    advice,
    manifest,
    duration_ms: Math.max(0, Math.round(durationMs)),
  };
}

/** Null when the check may run; else what it says instead. A chain of skipped checks names the one that failed. */
export function skippedFor(needs: readonly Pick<Check, 'title' | 'status' | 'detail'>[]): Verdict | null {
  const failed = needs.find(({ status }) => status === 'failed');
  if (failed !== undefined) return { status: 'skipped', detail: `Waits for: ${failed.title}` };
  const skipped = needs.find(({ status }) => status === 'skipped');
  return skipped === undefined ? null : { status: 'skipped', detail: skipped.detail };
}

/** Passed unless a check failed; the summary claims only what was looked at: "13 of 14 passed, 1 failed". */
export function combineChecks(checks: readonly Pick<Check, 'status'>[]): {
  readonly passed: boolean;
  readonly counts: CheckCounts;
  readonly summary: string;
} {
  const count = (status: CheckStatus): number => checks.filter((check) => check.status === status).length;
  const counts: CheckCounts = {
    ok: count('ok'),
    warning: count('warning'),
    failed: count('failed'),
    skipped: count('skipped'),
    total: checks.length,
  };
  const rest = [
    counts.failed > 0 ? `${counts.failed} failed` : '',
    counts.warning > 0 ? `${counts.warning} with a warning` : '',
    counts.skipped > 0 ? `${counts.skipped} skipped` : '',
  ].filter((part) => part !== '');
  const passed = `${counts.ok + counts.warning} of ${counts.total} passed`;
  return { passed: counts.failed === 0, counts, summary: [passed, ...rest].join(', ') };
}

const URGENCY: Readonly<Record<CheckStatus, number>> = { failed: 0, warning: 1, skipped: 2, ok: 3 };

/** What a person must act on first; inside a status in the order of the checklist. */
export function mostUrgentFirst<T extends Pick<Check, 'status'>>(checks: readonly T[]): T[] {
  return checks.toSorted((a, b) => URGENCY[a.status] - URGENCY[b.status]);
}
