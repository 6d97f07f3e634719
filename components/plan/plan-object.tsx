'use client';

import { stringify } from 'yaml';
import { FieldChanges } from '#components/resource/field-changes.tsx';
import { manifestOf } from '#components/resource/manifest.ts';
import { Breakable } from '#components/ui/breakable.tsx';
import { Card } from '#components/ui/card.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Tag } from '#components/ui/tag.tsx';
import type { PlanItemAnswer } from '#server/domain/wire/plan.ts';
import { sentence, VERDICT_WORDS } from './plan-words.ts';

/** One object of a plan: what becomes of it and why, field by field; what is created, in full. */
export function PlanObject({ item }: { readonly item: PlanItemAnswer }) {
  const { text, icon, tone } = VERDICT_WORDS[item.action];
  const isLeft = item.action === 'conflict';
  const owners = new Map(
    [...Map.groupBy(item.conflicts, ({ field }) => field)].map(([field, of]) => [
      field,
      of.map(({ manager }) => manager),
    ]),
  );
  const manifest = item.changes.length === 0 ? manifestOf(item) : null;
  const yaml = manifest === null ? null : stringify(manifest, { lineWidth: 0 });
  return (
    <Card
      title={`${item.kind} ${item.name}`}
      aside={
        <span className="card-header-note plan-aside">
          {yaml !== null && <CopyButton text={yaml} what="YAML" />}
          <Tag tone={tone} icon={icon}>
            {text}
          </Tag>
        </span>
      }
    >
      <div className="card-body plan-why">
        <p>
          {sentence(item.reason)}
          {item.adopt && ' This fabric takes it over: from then on it is managed here.'}
        </p>
        {item.conflicts.length > 0 && (
          <p>
            {isLeft
              ? 'Left alone: this fabric respects what others own.'
              : 'Fields that others own are taken over.'}
          </p>
        )}
        {item.waits_for.length > 0 && <Waits keys={item.waits_for} />}
      </div>
      {item.changes.length > 0 && (
        <FieldChanges changes={item.changes} reading={isLeft ? 'drift' : 'change'} owners={owners} />
      )}
      {yaml !== null && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by key
        <pre className="yaml" tabIndex={0} aria-label="What is created, as YAML">
          {yaml}
        </pre>
      )}
    </Card>
  );
}

const WAITS_LISTED = 5;

function Waits({ keys }: { readonly keys: readonly string[] }) {
  const more = keys.length - WAITS_LISTED;
  return (
    <p className="text-muted">
      Waits for{' '}
      {keys.slice(0, WAITS_LISTED).map((key, index) => {
        const [kind = '', , name = ''] = key.split('/');
        return (
          <span key={key}>
            {index > 0 && ', '}
            {kind} <Breakable text={name} />
          </span>
        );
      })}
      {more > 0 && ` and ${more} more`}
    </p>
  );
}
