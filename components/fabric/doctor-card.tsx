'use client';

import { RelativeTime } from '#components/time/relative-time.tsx';
import { durationWords } from '#components/time/time-words.ts';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { Card } from '#components/ui/card.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Tag, type TagTone } from '#components/ui/tag.tsx';
import { mostUrgentFirst, type CheckStatus } from '#server/domain/preflight.ts';
import type { Preflight, PreflightCheck } from '#server/domain/wire/preflight.ts';
import { useDoctor } from './doctor-query.ts';

/** The checklist of a fabric, what needs a person first; nothing until somebody asked for it. */
export function DoctorCard({ fabricId }: { readonly fabricId: number }) {
  const { data, error, isFetching, refetch } = useDoctor(fabricId);
  if (data === undefined && error === null && !isFetching) return null;
  return (
    <Card
      title="Doctor"
      aside={
        <BusyButton
          className="btn btn-sm"
          icon="stethoscope"
          busy={isFetching}
          onClick={() => void refetch()}
        >
          Check again
        </BusyButton>
      }
    >
      {error !== null && !isFetching && (
        <div className="card-body">
          <ErrorNotice error={error} what="Not checked" />
        </div>
      )}
      {data === undefined ? (
        error === null && <p className="card-body mb-0">Checking: this takes up to 30 s.</p>
      ) : (
        <Checklist result={data} />
      )}
    </Card>
  );
}

function Checklist({ result }: { readonly result: Preflight }) {
  return (
    <>
      <output className="card-body d-block">
        <strong>{result.summary}</strong>{' '}
        <span className="text-muted">
          <RelativeTime at={result.started_at} />, in {durationWords(result.duration_ms)}
        </span>
      </output>
      <ul className="checks">
        {mostUrgentFirst(result.checks).map((check) => (
          <CheckRow key={check.id} check={check} />
        ))}
      </ul>
    </>
  );
}

const LOOKS: Record<CheckStatus, { icon: string; text: string; word: string; tone: TagTone }> = {
  ok: { icon: 'check-circle-outline', text: 'text-good', word: 'Good', tone: 'good' },
  warning: { icon: 'alert-outline', text: 'text-caution', word: 'Warning', tone: 'caution' },
  failed: { icon: 'close-circle-outline', text: 'text-bad', word: 'Failed', tone: 'bad' },
  skipped: { icon: 'minus-circle-outline', text: 'text-muted', word: 'Skipped', tone: 'plain' },
};

function CheckRow({ check }: { readonly check: PreflightCheck }) {
  const look = LOOKS[check.status];
  return (
    <li data-check={check.id} data-status={check.status}>
      <Icon name={look.icon} className={look.text} />
      <div>
        <div>
          <strong>{check.title}</strong>{' '}
          {check.status === 'ok' ? (
            <span className="visually-hidden">{look.word}</span>
          ) : (
            <Tag tone={look.tone}>{look.word}</Tag>
          )}
        </div>
        <div>{check.detail}</div>
        {check.advice !== null && <div className="text-muted">{check.advice}</div>}
        {check.manifest !== null && (
          <details className="check-manifest" open={check.status === 'failed'}>
            <summary>The manifest</summary>
            <CopyButton text={check.manifest} what={`manifest for: ${check.title}`} />
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by key */}
            <pre className="yaml" tabIndex={0} aria-label={`Manifest for: ${check.title}`}>
              {check.manifest}
            </pre>
          </details>
        )}
      </div>
    </li>
  );
}
