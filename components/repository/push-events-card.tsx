'use client';

import { useState } from 'react';
import { useRights } from '#components/session/use-rights.ts';
import { FullTime } from '#components/time/relative-time.tsx';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { Card } from '#components/ui/card.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Facts } from '#components/ui/facts.tsx';
import type { MadePushSecret } from '#server/domain/wire/push.ts';
import type { Repository } from '#server/domain/wire/repository.ts';
import { PushSecretDialog } from './push-secret-dialog.tsx';
import { PushSetup } from './push-setup.tsx';
import { usePushSecret } from './repository-queries.ts';

type Asking = 'rotate' | 'turn off' | null;

/** The Git host tells of pushes: whether, since when, what came of the last one. */
export function PushEventsCard({ repository }: { readonly repository: Repository }) {
  const { canOperate } = useRights();
  const { make, remove } = usePushSecret(repository.id);
  const [asking, setAsking] = useState<Asking>(null);
  const [made, setMade] = useState<MadePushSecret | null>(null);
  const close = () => setAsking(null);
  const makeSecret = () =>
    make.mutate(undefined, {
      onSuccess: (answer) => {
        close();
        setMade(answer);
      },
    });
  return (
    <Card title="Push events">
      {repository.webhook_enabled ? (
        <PushFacts repository={repository} />
      ) : (
        <div className="card-body">
          <p className="mb-0">
            The Git host can tell of a push: the fabrics whose directory changed then start at once instead of
            at their next interval. Those with interval 0 start by hand only.
          </p>
        </div>
      )}
      {canOperate && (
        <div className="card-body push-actions">
          {make.error !== null && asking === null && (
            <ErrorNotice error={make.error} what="Not turned on" onDismiss={make.reset} />
          )}
          {repository.webhook_enabled ? (
            <>
              <button type="button" className="btn btn-sm" onClick={() => setAsking('rotate')}>
                Make a new secret
              </button>
              <button
                type="button"
                className="btn btn-outline-danger btn-sm"
                onClick={() => setAsking('turn off')}
              >
                Turn off push events
              </button>
            </>
          ) : (
            <BusyButton className="btn btn-sm" icon="webhook" busy={make.isPending} onClick={makeSecret}>
              Turn on push events
            </BusyButton>
          )}
        </div>
      )}
      {asking === 'rotate' && (
        <ConfirmDialog
          title="Make a new secret?"
          verb="Make a new secret"
          icon="key-change"
          busy={make.isPending}
          error={make.error}
          onConfirm={makeSecret}
          onClose={close}
        >
          <p className="mb-0">
            The present one counts no more: pushes are refused until the Git host has the new one. The fabrics
            go on at their intervals.
          </p>
        </ConfirmDialog>
      )}
      {asking === 'turn off' && (
        <ConfirmDialog
          title="Turn off push events?"
          verb="Turn off push events"
          icon="webhook"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(undefined, { onSuccess: close })}
          onClose={close}
        >
          <p className="mb-0">
            Events of the Git host are refused, and the secret is forgotten. The fabrics go on at their
            intervals.
          </p>
        </ConfirmDialog>
      )}
      {made !== null && <PushSecretDialog made={made} onClose={() => setMade(null)} />}
    </Card>
  );
}

function PushFacts({ repository }: { readonly repository: Repository }) {
  const address = `${globalThis.location.origin}/api/hedgehog/repositories/${repository.id}/push`;
  return (
    <>
      <Facts
        facts={[
          {
            title: 'Address',
            value: (
              <span className="push-address">
                <code>{address}</code>
                <CopyButton text={address} what="address" />
              </span>
            ),
          },
          {
            title: 'Last received',
            value: (
              <FullTime at={repository.webhook_last_received_at} none="nothing yet with the present secret" />
            ),
          },
          repository.webhook_last_result === null
            ? undefined
            : { title: 'Result', value: repository.webhook_last_result },
        ]}
      />
      <PushSetup open={repository.webhook_last_received_at === null} />
    </>
  );
}
