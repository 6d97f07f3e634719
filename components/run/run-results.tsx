'use client';

import { FilterSelect } from '#components/object/filter-select.tsx';
import { apiQuery } from '#components/object/list-state.ts';
import type { Column } from '#components/object/data-table.tsx';
import { ObjectList } from '#components/object/object-list.tsx';
import { useListState } from '#components/object/use-list-state.ts';
import { FieldChanges } from '#components/resource/field-changes.tsx';
import { Blank } from '#components/ui/blank.tsx';
import { Tag } from '#components/ui/tag.tsx';
import type { RunResult } from '#server/domain/wire/run.ts';
import { RESULT_OUTCOMES } from '#server/domain/words.ts';
import { useRunResults } from './run-queries.ts';
import { ACTION_WORDS, OUTCOME_WORDS } from './run-words.ts';

const FILTERS = ['outcome'] as const;
const OUTCOME_CHOICES = RESULT_OUTCOMES.map((outcome) => ({
  value: outcome,
  title: OUTCOME_WORDS[outcome].text,
}));

const COLUMNS: readonly Column<RunResult>[] = [
  {
    id: 'outcome',
    title: 'Outcome',
    className: 'nowrap',
    cell: ({ outcome }) => <Outcome outcome={outcome} />,
  },
  { id: 'kind', title: 'Kind', className: 'nowrap', cell: (result) => result.kind },
  {
    id: 'name',
    title: 'Name',
    className: 'name',
    cell: (result) => (
      <>
        {result.name} <span className="text-muted">{result.namespace}</span>
      </>
    ),
  },
  { id: 'action', title: 'Action', cell: (result) => ACTION_WORDS[result.action] },
  {
    id: 'why',
    title: 'What and why',
    className: 'name wide labelled',
    cell: (result) => <WhatAndWhy result={result} />,
  },
];

interface RunResultsProps {
  readonly id: string;
  readonly active: boolean;
  /** How many objects failed, on whatever page of the results they are. */
  readonly failed: number;
}

/** What a run did to each object that differed, what failed first. */
export function RunResults({ id, active, failed }: RunResultsProps) {
  const control = useListState(FILTERS);
  const query = useRunResults(id, apiQuery(control.state));
  return (
    <ObjectList
      what="results"
      query={query}
      control={control}
      columns={COLUMNS}
      rowKey={(result) => result.id}
      filters={
        <>
          <FilterSelect
            name="outcome"
            label="Outcome"
            all="All outcomes, failed first"
            choices={OUTCOME_CHOICES}
            control={control}
          />
          {failed > 0 && control.state.filters['outcome'] === undefined && (
            <button
              type="button"
              className="btn btn-sm"
              onClick={() => control.setFilter('outcome', 'failed')}
            >
              Show only the {failed} failed
            </button>
          )}
        </>
      }
      empty={
        active ? (
          <Blank icon="progress-clock" title="Nothing yet">
            <p>What the run does to each resource appears here.</p>
          </Blank>
        ) : (
          <Blank icon="equal" title="No resource was touched">
            <p>Only resources that differed, or that could not be treated, are listed.</p>
          </Blank>
        )
      }
    />
  );
}

function Outcome({ outcome }: Pick<RunResult, 'outcome'>) {
  if (outcome === null) return <Tag icon="dots-horizontal">Planned</Tag>;
  const { text, icon, tone } = OUTCOME_WORDS[outcome];
  return (
    <Tag tone={tone} icon={icon}>
      {text}
    </Tag>
  );
}

function WhatAndWhy({ result }: { readonly result: RunResult }) {
  return (
    <>
      {result.message === null ? (
        <div>{result.reason}</div>
      ) : (
        <div className={result.outcome === 'failed' ? 'text-bad' : ''}>
          {result.code !== null && <code>{result.code}</code>} {result.message}
        </div>
      )}
      {result.warnings.map((warning) => (
        <div key={warning} className="text-caution">
          {warning}
        </div>
      ))}
      {result.changes.length > 0 && (
        <details>
          <summary>
            {result.changes.length} {result.changes.length === 1 ? 'field' : 'fields'}
          </summary>
          <FieldChanges changes={result.changes} />
        </details>
      )}
    </>
  );
}
