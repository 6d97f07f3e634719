'use client';

import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { PlanAnswer } from '#server/domain/wire/plan.ts';
import { useDoomed } from './plan-queries.ts';
import { keyOf } from './selection.ts';

interface ConfirmDeletionProps {
  readonly plan: PlanAnswer;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

const NAMED = 12;

/** Asks before a plan is applied that deletes or makes again, and names what. */
export function ConfirmDeletion({ plan, busy, error, onConfirm, onClose }: ConfirmDeletionProps) {
  const { delete: deletes, replace: replaces } = plan.counts;
  const doomed = useDoomed(plan, NAMED);
  const objects = (count: number): string => `${count} ${count === 1 ? 'object' : 'objects'}`;
  const parts = [
    deletes > 0 ? `delete ${objects(deletes)}` : '',
    replaces > 0 ? `delete and make again ${objects(replaces)}` : '',
  ].filter((part) => part !== '');
  const more = deletes + replaces - doomed.length;
  const verb =
    replaces === 0
      ? `Apply and delete ${objects(deletes)}`
      : `Apply${deletes === 0 ? ' and' : `, delete ${deletes} and`} replace ${objects(replaces)}`;
  return (
    <ConfirmDialog
      title="Apply a plan that deletes?"
      verb={verb}
      icon="check-all"
      busy={busy}
      error={error}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <p>
        This will {parts.join(' and ')} in the cluster of <strong>{plan.fabric_name}</strong>.
      </p>
      <ul className="plan-gone">
        {doomed.map((item) => (
          <li key={keyOf(item)}>
            {item.kind} {item.name}
            {item.action === 'replace' && <span className="text-muted"> (made again)</span>}
          </li>
        ))}
        {more > 0 && <li className="text-muted">{doomed.length > 0 ? `and ${more} more` : objects(more)}</li>}
      </ul>
      {plan.needs_confirm_prune && (
        <Notice tone="caution">
          <strong>That is an unusual share of what this fabric has.</strong> Deletions and replacements of
          this size are refused unless a person allows them: pressing the button allows these{' '}
          {deletes + replaces}.
        </Notice>
      )}
    </ConfirmDialog>
  );
}
