import type { FabricRow } from '#db/schema/index.ts';
import { kindNamed } from '#server/domain/hedgehog/lookup-kind.ts';
import type { ImportPlan } from '#server/domain/import/plan-import.ts';
import type { ImportInput, ImportPreview } from '#server/domain/wire/import.ts';
import { IMPORT_VERDICTS, type ImportVerdict } from '#server/domain/words.ts';
import type { Context } from '#server/services/context.ts';
import { openClient } from '#server/sync/prepare/connect.ts';
import { lookForImport } from '#server/sync/import/look.ts';
import type { LookContext } from '#server/sync/run-context.ts';

/** The time of one look: a person waits. */
const LIMIT_MS = 45_000;
const MOST_ITEMS = 200;

/** What an import would do; nothing is written anywhere, no run is made. @throws AppError K8S_* */
export async function previewImport(
  ctx: Context,
  fabric: FabricRow,
  input: ImportInput,
): Promise<ImportPreview> {
  const look: LookContext = {
    ...ctx,
    fabric,
    repository: null,
    asked: { force: false, selection: null },
    signal: AbortSignal.timeout(LIMIT_MS),
    keeper: null,
    progress: { begin() {}, advance() {}, note() {} },
  };
  const client = openClient(look);
  try {
    const scope = {
      ...(input.kinds === undefined ? {} : { kinds: input.kinds }),
      ...(input.names === undefined ? {} : { names: input.names }),
    };
    const { plan, notes } = await lookForImport(look, client, scope);
    return presentPreview(plan, notes);
  } finally {
    client.close();
  }
}

interface Verdict {
  readonly kind: string;
  readonly verdict: ImportVerdict;
}

function presentPreview(plan: ImportPlan, notes: readonly string[]): ImportPreview {
  const told: ImportPreview['items'] = [
    ...plan.items
      .filter(({ verdict }) => verdict === 'replaced')
      .map(({ resource: { kind, namespace, name }, verdict, changes }) => ({
        kind,
        namespace,
        name,
        verdict,
        why: null,
        changes: changes.map(({ path, ...sides }) => ({ path: [...path], ...sides })),
      })),
    ...plan.leftOut.map(({ identity, why }) => ({
      ...identity,
      verdict: 'left_out' as const,
      why,
      changes: [],
    })),
  ];
  const verdicts: Verdict[] = [
    ...plan.items.map(({ resource, verdict }) => ({ kind: resource.kind, verdict })),
    ...plan.leftOut.map(({ identity }) => ({ kind: identity.kind, verdict: 'left_out' as const })),
  ];
  const order = (kind: string): number => kindNamed(kind)?.order ?? 0;
  const kinds = [...new Set(verdicts.map(({ kind }) => kind))].toSorted(
    (a, b) => order(a) - order(b) || a.localeCompare(b),
  );
  return {
    dry_run: true,
    counts: countsOf(verdicts),
    kinds: kinds.map((kind) => ({ kind, ...countsOf(verdicts.filter((each) => each.kind === kind)) })),
    items: told.slice(0, MOST_ITEMS),
    items_left: Math.max(0, told.length - MOST_ITEMS),
    notes: [...notes],
  };
}

function countsOf(verdicts: readonly Verdict[]): Record<ImportVerdict, number> {
  const count = (wanted: ImportVerdict): number =>
    verdicts.filter(({ verdict }) => verdict === wanted).length;
  return Object.fromEntries(IMPORT_VERDICTS.map((each) => [each, count(each)])) as Record<
    ImportVerdict,
    number
  >;
}
