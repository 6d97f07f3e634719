import { sql } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { storedJson } from '#db/stored-json.ts';
import type { Plan, PlanItem } from '#server/domain/plan/plan-types.ts';
import type { ResourceRecord } from '#server/sync/prepare/read.ts';

/** What is known of the two together: that they are equal, or that the cluster keeps them apart. */
const isPair = ({ drift, altered }: PlanItem): boolean => drift === 'in_sync' || altered === true;

/** Whether the row says already what the plan found. */
function isKnown(item: PlanItem, record: ResourceRecord): boolean {
  const known = record.get(item.key);
  return (
    known !== undefined &&
    item.drift === 'in_sync' &&
    known.driftStatus === 'in_sync' &&
    known.desiredHash === item.desiredHash &&
    known.liveHash === item.liveHash &&
    known.uid === (item.live?.uid ?? null)
  );
}

/**
 * Keeps what a plan found of every resource: fingerprints of the pair that was found equal, drift and its fields otherwise.
 * Only rows that differ are sent and written, so that a run that changed nothing adds nothing.
 * @param record what the rows said when the plan was made; nobody but the run changes that
 */
export async function storeFindings(
  tx: Transaction,
  fabricId: number,
  plan: Plan,
  record: ResourceRecord,
): Promise<void> {
  const news = plan.items.filter((item) => !isKnown(item, record));
  if (news.length > 0) await storeRows(tx, fabricId, news);
  // What is neither desired nor in the cluster is nothing any more.
  const found = new Set(plan.items.map(({ key }) => key));
  const gone = [...record.keys()].filter((key) => !found.has(key));
  if (gone.length === 0) return;
  await tx.execute(sql`
    delete from resources
    where fabric_id = ${fabricId} and desired is null
      and kind || '/' || namespace || '/' || name = any (select jsonb_array_elements_text(${JSON.stringify(gone)}::jsonb))`);
}

async function storeRows(tx: Transaction, fabricId: number, items: readonly PlanItem[]): Promise<void> {
  const rows = storedJson(
    items.map((item) => ({
      api_version: item.apiVersion,
      kind: item.identity.kind,
      namespace: item.identity.namespace,
      name: item.identity.name,
      desired_hash: isPair(item) ? item.desiredHash : null,
      live_hash: isPair(item) ? item.liveHash : null,
      uid: item.live?.uid ?? null,
      resource_version: item.live?.resourceVersion ?? null,
      drift_status: item.drift,
      drift_fields: item.drift === 'drifted' ? item.changes : [],
    })),
  );
  await tx.execute(sql`
    insert into resources as kept
      (fabric_id, api_version, kind, namespace, name, desired_hash, live_hash, uid, resource_version,
       drift_status, drift_fields, verified_at)
    select ${fabricId}, api_version, kind, namespace, name, desired_hash, live_hash, uid, resource_version,
      drift_status, drift_fields, clock_timestamp()
    from jsonb_to_recordset(${rows}::jsonb) as given(
      api_version text, kind text, namespace text, name text, desired_hash text, live_hash text, uid text,
      resource_version text, drift_status text, drift_fields jsonb)
    on conflict (fabric_id, kind, namespace, name) do update set
      desired_hash = excluded.desired_hash,
      live_hash = excluded.live_hash,
      uid = excluded.uid,
      resource_version = excluded.resource_version,
      drift_status = excluded.drift_status,
      drift_fields = excluded.drift_fields,
      verified_at = excluded.verified_at,
      updated_at = clock_timestamp()
    where (kept.desired_hash, kept.live_hash, kept.uid, kept.drift_status, kept.drift_fields)
      is distinct from
      (excluded.desired_hash, excluded.live_hash, excluded.uid, excluded.drift_status, excluded.drift_fields)`);
}
