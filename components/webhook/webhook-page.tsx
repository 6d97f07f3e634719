'use client';

import { useState } from 'react';
import { paths } from '#app/paths.ts';
import type { Column } from '#components/object/data-table.tsx';
import { apiQuery } from '#components/object/list-state.ts';
import { ObjectList } from '#components/object/object-list.tsx';
import { useListState } from '#components/object/use-list-state.ts';
import { PageHeader } from '#components/shell/page-header.tsx';
import { RelativeTime } from '#components/time/relative-time.tsx';
import { Blank } from '#components/ui/blank.tsx';
import { Breakable } from '#components/ui/breakable.tsx';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Link } from '#components/ui/link.tsx';
import { Tag } from '#components/ui/tag.tsx';
import type { Webhook } from '#server/domain/wire/webhook.ts';
import { WebhookDialog } from './webhook-form.tsx';
import { useWebhookChange, useWebhooks } from './webhook-queries.ts';
import { EVENT_WORDS, lastDeliveryWords } from './webhook-words.ts';

const NO_FILTERS = [] as const;

/** Where news is sent, and what became of the last message to each. */
export function WebhookPage() {
  const control = useListState(NO_FILTERS);
  const test = useWebhookChange();
  const [editing, setEditing] = useState<Webhook | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Webhook | null>(null);
  return (
    <>
      <PageHeader
        title="Webhooks and e-mail"
        actions={
          <button type="button" className="btn btn-primary btn-sm" onClick={() => setEditing('new')}>
            <Icon name="plus" />
            Add receiver
          </button>
        }
      />
      <p className="text-muted">
        Who is told of notices, changes of state and ends of runs. A message that fails is tried again for an
        hour and a half, then given up.
      </p>
      {test.error !== null && (
        <ErrorNotice error={test.error} what="No test message was sent" onDismiss={test.reset} />
      )}
      <ObjectList
        what="receivers"
        query={useWebhooks(apiQuery(control.state))}
        control={control}
        columns={columns({
          onTest: ({ id }) => test.mutate({ verb: 'test', id }),
          testing: test.isPending && test.variables.verb === 'test' ? test.variables.id : null,
          onEdit: setEditing,
          onDelete: setDeleting,
        })}
        rowKey={(webhook) => webhook.id}
        empty={
          <Blank icon="webhook" title="Nobody is told yet">
            <p>Add a webhook or e-mail addresses to hear of notices without looking here.</p>
          </Blank>
        }
      />
      {editing !== null && (
        <WebhookDialog stored={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
      {deleting !== null && <DeleteDialog webhook={deleting} onClose={() => setDeleting(null)} />}
    </>
  );
}

interface RowVerbs {
  readonly onTest: (webhook: Webhook) => void;
  /** Whose test is being asked for. */
  readonly testing: number | null;
  readonly onEdit: (webhook: Webhook) => void;
  readonly onDelete: (webhook: Webhook) => void;
}

function columns(verbs: RowVerbs): readonly Column<Webhook>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      className: 'name',
      cell: ({ name, enabled }) => (
        <>
          {name} {!enabled && <Tag>Off</Tag>}
        </>
      ),
    },
    {
      id: 'to',
      title: 'Sent to',
      className: 'name',
      cell: ({ type, url, recipients }) => (
        <>
          <Icon name={type === 'email' ? 'email-outline' : 'webhook'} />{' '}
          <Breakable text={type === 'email' ? recipients.join(', ') : url} />
        </>
      ),
    },
    {
      id: 'events',
      title: 'What is sent',
      cell: ({ events }) => events.map((event) => <div key={event}>{EVENT_WORDS[event]}</div>),
    },
    {
      id: 'fabric',
      title: 'Of',
      className: 'name',
      cell: ({ fabric_id, fabric_name }) =>
        fabric_id === null ? 'All fabrics' : <Link href={paths.fabric(fabric_id)}>{fabric_name}</Link>,
    },
    {
      id: 'last',
      title: 'Last message',
      className: 'wide',
      cell: (webhook) => <LastDelivery webhook={webhook} />,
    },
    {
      id: 'actions',
      title: 'Actions',
      className: 'wide actions',
      cell: (webhook) => (
        <>
          <BusyButton
            className="btn btn-sm"
            icon="send-outline"
            busy={verbs.testing === webhook.id}
            disabled={!webhook.enabled}
            aria-label={`Send a test to ${webhook.name}`}
            onClick={() => verbs.onTest(webhook)}
          >
            Send test
          </BusyButton>{' '}
          <button
            type="button"
            className="btn btn-sm"
            aria-label={`Edit ${webhook.name}`}
            onClick={() => verbs.onEdit(webhook)}
          >
            Edit
          </button>{' '}
          <button
            type="button"
            className="btn btn-outline-danger btn-sm"
            aria-label={`Delete ${webhook.name}`}
            onClick={() => verbs.onDelete(webhook)}
          >
            Delete
          </button>
        </>
      ),
    },
  ];
}

function LastDelivery({ webhook: { last_delivery: last } }: { readonly webhook: Webhook }) {
  if (last === null) return <span className="text-muted">none yet</span>;
  const { tone, word, note } = lastDeliveryWords(last);
  return (
    <>
      <Tag tone={tone}>{word}</Tag> <RelativeTime at={last.finished_at ?? last.queued_at} />
      {note !== null && <div className="text-muted">{note}</div>}
    </>
  );
}

function DeleteDialog({ webhook, onClose }: { readonly webhook: Webhook; readonly onClose: () => void }) {
  const remove = useWebhookChange();
  return (
    <ConfirmDialog
      title={`Delete ${webhook.name}?`}
      verb="Delete receiver"
      icon="trash-can-outline"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ verb: 'delete', id: webhook.id }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="mb-0">Nothing more is sent to it; messages that wait for it are dropped.</p>
    </ConfirmDialog>
  );
}
