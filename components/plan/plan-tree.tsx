'use client';

import { useMemo, useState } from 'react';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { PlanAnswer, PlanItemAnswer, SelectionInput } from '#server/domain/wire/plan.ts';
import { useKindItems } from './plan-queries.ts';
import { PlanSigns } from './plan-signs.tsx';
import { differing, VERDICT_WORDS } from './plan-words.ts';
import {
  isTicked,
  keyOf,
  NOTHING_TICKED,
  selectionOf,
  type Ticked,
  tickedCount,
  toggleKind,
  toggleObject,
} from './selection.ts';

/** Kinds with more objects than this are closed until they are asked for. */
const OPEN_UP_TO = 30;

interface PlanTreeProps {
  readonly plan: PlanAnswer;
  /** Key of the object that is shown. */
  readonly chosen: string | null;
  readonly selecting: boolean;
  readonly onChoose: (key: string) => void;
  readonly onPlan: (selection: SelectionInput | null) => void;
}

/** The objects that a plan is about, by kind, with counts; to choose one, or to tick those that a plan shall be of. */
export function PlanTree({ plan, chosen, selecting, onChoose, onPlan }: PlanTreeProps) {
  const [search, setSearch] = useState('');
  const [ticked, setTicked] = useState(NOTHING_TICKED);
  const kinds = plan.by_kind.filter((counts) => differing(counts) > 0);
  const byKind = useMemo(() => Map.groupBy(plan.items, ({ kind }) => kind), [plan.items]);
  const whole = plan.items.length >= plan.items_total;
  const selection = selectionOf(
    ticked,
    (kind) => byKind.get(kind) ?? [],
    () => whole,
  );
  const quiet = plan.by_kind.length - kinds.length;
  return (
    <nav className="card plan-tree" aria-label="Objects of the plan">
      <div className="list-tools">
        <div className="search">
          <Icon name="magnify" />
          <input
            type="search"
            className="form-control form-control-sm"
            placeholder="Filter by name"
            aria-label="Filter objects by name"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      </div>
      <ul className="plan-kinds">
        {kinds.map((counts) => (
          <Kind
            key={counts.kind}
            plan={plan}
            counts={counts}
            search={search.trim().toLowerCase()}
            open={differing(counts) <= OPEN_UP_TO}
            chosen={chosen}
            ticked={selecting ? ticked : null}
            onTick={setTicked}
            onChoose={onChoose}
          />
        ))}
      </ul>
      <p className="plan-none text-muted">No object of this plan has that in its name</p>
      {quiet > 0 && (
        <p className="plan-quiet text-muted">
          {quiet} more {quiet === 1 ? 'kind' : 'kinds'} without a change
        </p>
      )}
      {selecting && (
        <div className="plan-select">
          {typeof selection === 'string' && <p className="text-caution">{selection}</p>}
          <BusyButton
            className="btn btn-outline-primary btn-sm"
            icon="filter-outline"
            disabled={selection === null || typeof selection === 'string'}
            onClick={() => {
              if (selection !== null && typeof selection !== 'string') onPlan(selection);
            }}
          >
            Plan only the selected{tickedCount(ticked) > 0 ? ` (${tickedCount(ticked)})` : ''}
          </BusyButton>
        </div>
      )}
    </nav>
  );
}

interface KindProps {
  readonly plan: PlanAnswer;
  readonly counts: PlanAnswer['by_kind'][number];
  readonly search: string;
  readonly open: boolean;
  readonly chosen: string | null;
  /** Null where nothing is ticked off. */
  readonly ticked: Ticked | null;
  readonly onTick: (ticked: Ticked) => void;
  readonly onChoose: (key: string) => void;
}

function Kind({ plan, counts, search, open, chosen, ticked, onTick, onChoose }: KindProps) {
  const { kind } = counts;
  const [opened, setOpened] = useState(open);
  // A search opens what it finds something in.
  const unfolded = opened || search !== '';
  const { items, total, error, isLoading } = useKindItems(plan, kind, unfolded);
  const found = search === '' ? items : items.filter(({ name }) => name.toLowerCase().includes(search));
  if (search !== '' && found.length === 0 && !isLoading && total <= items.length) return null;
  return (
    <li>
      <div className="plan-kind">
        {ticked !== null && (
          <input
            type="checkbox"
            className="form-check-input"
            aria-label={`All of kind ${kind}`}
            checked={ticked.kinds.has(kind)}
            onChange={() => onTick(toggleKind(ticked, kind))}
          />
        )}
        <button type="button" aria-expanded={unfolded} onClick={() => setOpened(!opened)}>
          <Icon name={unfolded ? 'chevron-down' : 'chevron-right'} />
          <span className="plan-kind-name">{kind}</span>
          <PlanSigns counts={counts} />
        </button>
      </div>
      {unfolded && (
        <>
          {error !== null && <ErrorNotice error={error} what={`${kind} could not be read`} />}
          {isLoading && <p className="plan-quiet text-muted">Loading…</p>}
          <ul className="plan-items">
            {found.map((item) => (
              <Item
                key={keyOf(item)}
                item={item}
                isChosen={keyOf(item) === chosen}
                tick={
                  ticked === null
                    ? null
                    : { on: isTicked(ticked, item), toggle: () => onTick(toggleObject(ticked, item, items)) }
                }
                onChoose={() => onChoose(keyOf(item))}
              />
            ))}
          </ul>
          {total > items.length && (
            <p className="plan-quiet text-muted">
              The first {items.length} of {total}
            </p>
          )}
        </>
      )}
    </li>
  );
}

interface ItemProps {
  readonly item: PlanItemAnswer;
  readonly isChosen: boolean;
  readonly tick: { readonly on: boolean; readonly toggle: () => void } | null;
  readonly onChoose: () => void;
}

function Item({ item, isChosen, tick, onChoose }: ItemProps) {
  const { icon, tone, text } = VERDICT_WORDS[item.action];
  return (
    <li className="plan-item">
      {tick !== null && (
        <input
          type="checkbox"
          className="form-check-input"
          aria-label={`${item.kind} ${item.name}`}
          checked={tick.on}
          onChange={tick.toggle}
        />
      )}
      <button type="button" aria-current={isChosen ? 'true' : undefined} onClick={onChoose}>
        <span className="plan-mark" data-tone={tone}>
          <Icon name={icon} />
          <span className="visually-hidden">{text}</span>
        </span>
        <span className="name">{item.name}</span>
      </button>
    </li>
  );
}
