'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { paths } from '#app/paths.ts';
import { call } from '#components/api/client.ts';
import { isWindowClosed, type Override, OverrideDialog } from '#components/fabric/override-dialog.tsx';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { BodyOf } from '#server/client/client.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import type { ImportPreview } from '#server/domain/wire/import.ts';

interface ImportDialogProps {
  readonly fabric: Pick<Fabric, 'id' | 'name'>;
  readonly onClose: () => void;
}

/** One that the look has found. */
type Kind = NonNullable<BodyOf<'POST /fabrics/{id}/import'>['kinds']>[number];
const LOOK_LIMIT_MS = 60_000;

/** What an import would bring, kind by kind, before it is started. */
export function ImportDialog({ fabric, onClose }: ImportDialogProps) {
  const router = useRouter();
  const client = useQueryClient();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [adopt, setAdopt] = useState(true);
  const look = useQuery({
    queryKey: ['import', fabric.id],
    queryFn: async () => {
      const body = { dry_run: true };
      const answer = await call('POST /fabrics/{id}/import', {
        params: { id: fabric.id },
        body,
        limitMs: LOOK_LIMIT_MS,
      });
      if (!('dry_run' in answer)) throw new Error('a run was started instead of a look');
      return answer;
    },
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const chosen = (look.data?.kinds ?? []).filter(({ kind }) => !left.has(kind));
  const start = useMutation({
    mutationFn: ({ overrideReason }: Override) =>
      call('POST /fabrics/{id}/import', {
        params: { id: fabric.id },
        body: {
          adopt,
          override_reason: overrideReason,
          ...(left.size === 0 ? {} : { kinds: chosen.map(({ kind }) => kind as Kind) }),
        },
      }),
    onSuccess: (answer) => {
      void client.invalidateQueries({ queryKey: ['fabric', fabric.id] });
      void client.invalidateQueries({ queryKey: ['runs'] });
      if ('task_id' in answer) router.push(paths.run(answer.task_id));
    },
  });
  const toggle = (kind: string): void => {
    const next = new Set(left);
    if (!next.delete(kind)) next.add(kind);
    setLeft(next);
  };
  return (
    <Dialog title={`Import from the cluster into ${fabric.name}`} onClose={onClose}>
      <OverrideDialog fabricName={fabric.name} start={start} verb="Import" />
      <div className="dialog-body">
        {start.error !== null && !isWindowClosed(start.error) && (
          <ErrorNotice error={start.error} what="Not imported" />
        )}
        {look.isPending && <output>Reading the cluster…</output>}
        {look.error !== null && (
          <ErrorNotice
            error={look.error}
            what="The cluster was not read"
            onRetry={() => void look.refetch()}
          />
        )}
        {look.data !== undefined && (
          <Preview preview={look.data} left={left} onToggle={toggle} adopt={adopt} onAdopt={setAdopt} />
        )}
      </div>
      <div className="dialog-foot">
        <button type="button" className="btn" onClick={onClose}>
          Cancel
        </button>
        <BusyButton
          className="btn btn-primary"
          icon="database-import-outline"
          busy={start.isPending || start.isSuccess}
          disabled={chosen.length === 0}
          onClick={() => start.mutate({})}
        >
          Import
        </BusyButton>
      </div>
    </Dialog>
  );
}

interface PreviewProps {
  readonly preview: ImportPreview;
  readonly left: ReadonlySet<string>;
  readonly onToggle: (kind: string) => void;
  readonly adopt: boolean;
  readonly onAdopt: (adopt: boolean) => void;
}

function Preview({ preview, left, onToggle, adopt, onAdopt }: PreviewProps) {
  const id = useId();
  if (preview.kinds.length === 0) {
    return <p className="mb-0">The cluster has no objects of kinds that this fabric may write.</p>;
  }
  return (
    <>
      {preview.counts.replaced > 0 && (
        <Notice tone="caution" className="mb-3">
          {preview.counts.replaced === 1
            ? 'One object of the inventory says otherwise and is replaced'
            : `${preview.counts.replaced} objects of the inventory say otherwise and are replaced`}{' '}
          by what the cluster holds.
        </Notice>
      )}
      <table className="rows import-kinds" aria-label="Kinds to import">
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col" className="number">
              New
            </th>
            <th scope="col" className="number">
              Replaced
            </th>
            <th scope="col" className="number">
              Unchanged
            </th>
            <th scope="col" className="number">
              Left out
            </th>
          </tr>
        </thead>
        <tbody>
          {preview.kinds.map((each) => (
            <tr key={each.kind}>
              <th scope="row" data-label="Kind" aria-label={each.kind}>
                <label className="form-check mb-0">
                  <input
                    type="checkbox"
                    className="form-check-input"
                    checked={!left.has(each.kind)}
                    onChange={() => onToggle(each.kind)}
                  />
                  <span className="form-check-label">{each.kind}</span>
                </label>
              </th>
              <td className="number" data-label="New">
                {each.new}
              </td>
              <td className="number" data-label="Replaced">
                {each.replaced}
              </td>
              <td className="number" data-label="Unchanged">
                {each.unchanged}
              </td>
              <td className="number" data-label="Left out">
                {each.left_out}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {(preview.items.length > 0 || preview.notes.length > 0) && (
        <ul className="import-notes">
          {preview.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
          {preview.items.slice(0, MOST_SHOWN).map(({ kind, name, namespace, why, changes }) => (
            <li key={`${kind}/${namespace}/${name}`}>
              {why ?? `${kind} ${name}: ${changes.map(({ path }) => path.join('.')).join(', ')}`}
            </li>
          ))}
          {preview.items.length + preview.items_left > MOST_SHOWN && (
            <li>
              and {preview.items.length + preview.items_left - MOST_SHOWN} more, each in the run’s results
            </li>
          )}
        </ul>
      )}
      <label className="form-check mb-0" htmlFor={id}>
        <input
          id={id}
          type="checkbox"
          className="form-check-input"
          checked={adopt}
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => onAdopt(target.checked)}
        />
        <span className="form-check-label">Adopt the objects now</span>
      </label>
      <p className="form-hint mb-0" id={`${id}-hint`}>
        Marks them as this fabric’s in the cluster and takes over the fields that kubectl and other tools own,
        so that what later leaves the inventory leaves the cluster. Their content stays as it is.
      </p>
    </>
  );
}

const MOST_SHOWN = 5;
