import { describeImpact } from '#server/domain/impact/describe-impact.ts';
import { pathText } from '#server/domain/plan/path-text.ts';
import { selectionText } from '#server/domain/plan/selection.ts';
import { countByKind, countVerdicts, judge, summaryLine, type Judged } from '#server/domain/plan/verdict.ts';
import { resourceKey, type DesiredResource } from '#server/domain/resource.ts';
import type { PlanHeader, PlanItemAnswer } from '#server/domain/wire/plan.ts';
import { massPruneError, whatStops } from '#server/sync/what-stops.ts';
import type { Prepared } from '#server/sync/prepare/prepare.ts';
import type { Asked } from '#server/sync/run-context.ts';
import type { FabricRow } from '#db/schema/index.ts';

export interface DescribedPlan {
  readonly header: PlanHeader;
  /** Those that are not `unchanged`: what is written, in that order, then what stands against it, then what is skipped. */
  readonly items: readonly PlanItemAnswer[];
}

/** A thousand broken references are one piece of news with examples. */
const MOST_FINDINGS = 200;

/** A comparison as people read it. */
export function describePlan(
  of: { readonly fabric: FabricRow; readonly asked: Asked },
  prepared: Prepared,
  notes: readonly string[],
): DescribedPlan {
  const { plan, findings, live } = prepared;
  const desired = new Map(prepared.desired.resources.map((each) => [resourceKey(each), each]));
  const judged = judge(plan, findings);
  const counts = countVerdicts(judged);
  const stops = whatStops(of, prepared, { confirmPrune: false });
  const told = findings.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return {
    header: {
      summary: summaryLine(counts),
      counts,
      by_kind: countByKind(judged),
      pending: counts.create + counts.update + counts.delete + counts.replace > 0,
      blocked_by: stops === null ? null : { code: stops.code, message: stops.message, advice: stops.advice },
      needs_confirm_prune: massPruneError(prepared) !== null,
      findings: told.slice(0, MOST_FINDINGS).map(({ severity, code, identity, field, message }) => ({
        severity,
        code,
        kind: identity.kind,
        namespace: identity.namespace,
        name: identity.name,
        field,
        message,
      })),
      impact: describeImpact({ items: plan.items, desired, live }),
      notes: [...notes, ...notesOf(of, prepared)],
    },
    items: judged
      .filter(({ verdict }) => verdict !== 'unchanged')
      .toSorted((a, b) => rank(a) - rank(b))
      .map((each) => presentItem(each, desired)),
  };
}

const SEVERITIES = ['refusal', 'conflict', 'note'];

/** Sorting is stable: inside a rank the plan's own order stays. */
const rank = ({ verdict }: Judged): number => (verdict === 'conflict' ? 1 : verdict === 'skipped' ? 2 : 0);

function presentItem(
  { item, verdict }: Judged,
  desired: ReadonlyMap<string, DesiredResource>,
): PlanItemAnswer {
  return {
    ...item.identity,
    api_version: item.apiVersion,
    action: verdict,
    reason: item.reason,
    changes: item.changes.map(({ path, ...sides }) => ({ path: [...path], ...sides })),
    conflicts: item.conflicts.map(({ path, manager }) => ({ field: pathText(path), manager })),
    waits_for: [...item.dependsOn],
    level: item.level,
    adopt: item.adopt,
    desired: verdict === 'create' || verdict === 'replace' ? contentOf(desired.get(item.key)) : null,
  };
}

/** What is made, where there is nothing yet to tell its fields apart from. */
function contentOf(resource: DesiredResource | undefined): PlanItemAnswer['desired'] {
  return resource === undefined
    ? null
    : { labels: resource.labels, annotations: resource.annotations, spec: resource.spec };
}

function notesOf(
  { fabric, asked }: { readonly fabric: FabricRow; readonly asked: Asked },
  { plan, findings, unread }: Prepared,
): string[] {
  const left = plan.items.filter(({ unselected }) => unselected === true);
  const differing = left.filter(({ drift }) => drift !== 'in_sync' && drift !== 'unknown').length;
  const unsaid = findings.length - MOST_FINDINGS;
  return [
    ...(asked.selection === null
      ? []
      : [
          `Selective (${selectionText(asked.selection)}): ${left.length} other objects are left as they are, ${differing} of them differ; a selective run never makes the fabric In Sync`,
        ]),
    ...(unread === null ? [] : [`Not everything was read: ${unread}`]),
    ...(unsaid > 0 ? [`${unsaid} more findings are not listed`] : []),
    ...(fabric.syncEnabled
      ? []
      : ['Synchronization is disabled: this plan can be applied once it is enabled']),
  ];
}
