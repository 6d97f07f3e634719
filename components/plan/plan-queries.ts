'use client';

import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '#components/api/client.ts';
import { keys } from '#components/api/query-keys.ts';
import type { Override } from '#components/fabric/override-dialog.tsx';
import { PAGE_LIMIT_MAX } from '#server/domain/wire/list.ts';
import type { PlanAnswer, PlanItemAnswer, SelectionInput } from '#server/domain/wire/plan.ts';

/** The server gives a plan fifty seconds. */
const PLAN_LIMIT_MS = 60_000;

/** A plan as it was made; it never changes. */
export function usePlan(fabricId: number, id: string) {
  return useQuery({
    queryKey: keys.plan(fabricId, id),
    queryFn: ({ signal }) =>
      call('GET /fabrics/{id}/plans/{plan_id}', { params: { id: fabricId, plan_id: id }, signal }),
    staleTime: Infinity,
  });
}

/** Makes a plan; nothing is written anywhere but the plan itself. */
export function useMakePlan(fabricId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (selection: SelectionInput | null) =>
      call('POST /fabrics/{id}/plan', {
        params: { id: fabricId },
        body: selection === null ? {} : { selection },
        limitMs: PLAN_LIMIT_MS,
      }),
    onSuccess: (made) => client.setQueryData(keys.plan(fabricId, made.id), made),
  });
}

interface PlanWish extends Override {
  readonly id: string;
  readonly confirmPrune: boolean;
}

/** A run that is held to the plan; its task id is told as soon as it is known. */
export function useApplyPlan(fabricId: number, onApplied: (taskId: string) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, confirmPrune, overrideReason }: PlanWish) =>
      call('POST /fabrics/{id}/sync/trigger', {
        params: { id: fabricId },
        body: { plan_id: id, confirm_prune: confirmPrune, override_reason: overrideReason },
      }),
    onSuccess: ({ task_id: taskId }) => onApplied(taskId),
    onSettled: async () => {
      void client.invalidateQueries({ queryKey: ['runs'] });
      void client.invalidateQueries({ queryKey: ['fabrics'] });
      await client.invalidateQueries({ queryKey: keys.fabric(fabricId) });
    },
  });
}

export interface KindItems {
  readonly items: readonly PlanItemAnswer[];
  /** How many there are, listed or not. */
  readonly total: number;
  readonly error: unknown;
  readonly isLoading: boolean;
}

/** The objects of one kind in a plan: out of the plan itself where it holds all of its items, else read when they are wanted. */
export function useKindItems(shown: PlanAnswer, kind: string, wanted: boolean): KindItems {
  const whole = shown.items.length >= shown.items_total;
  const query = `?kind=${encodeURIComponent(kind)}&limit=${PAGE_LIMIT_MAX}`;
  const read = useQuery({
    queryKey: keys.planItems(shown.fabric_id, shown.id, query),
    queryFn: ({ signal }) =>
      call('GET /fabrics/{id}/plans/{plan_id}/items', {
        params: { id: shown.fabric_id, plan_id: shown.id },
        query,
        signal,
      }),
    enabled: wanted && !whole,
    staleTime: Infinity,
  });
  const items = whole ? shown.items.filter((item) => item.kind === kind) : (read.data?.results ?? []);
  return {
    items,
    total: whole ? items.length : (read.data?.count ?? 0),
    error: read.error,
    isLoading: read.isLoading,
  };
}

/**
 * The first objects that a plan deletes or makes again; they are written last, so that a long plan does not list them at
 * once.
 */
export function useDoomed(shown: PlanAnswer, limit: number): readonly PlanItemAnswer[] {
  const actions = (['delete', 'replace'] as const).filter((action) => shown.counts[action] > 0);
  const whole = shown.items.length >= shown.items_total;
  const reads = useQueries({
    queries: actions.map((action) => {
      const query = `?action=${action}&limit=${limit}`;
      return {
        queryKey: keys.planItems(shown.fabric_id, shown.id, query),
        queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
          call('GET /fabrics/{id}/plans/{plan_id}/items', {
            params: { id: shown.fabric_id, plan_id: shown.id },
            query,
            signal,
          }),
        enabled: !whole,
        staleTime: Infinity,
      };
    }),
  });
  const doomed = whole
    ? shown.items.filter(({ action }) => action === 'delete' || action === 'replace')
    : reads.flatMap(({ data }) => data?.results ?? []);
  return doomed.slice(0, limit);
}

/** One object of a plan, wherever in it. */
export function usePlanItem(shown: PlanAnswer, key: string | null): PlanItemAnswer | undefined {
  const [kind = '', namespace, name = ''] = key?.split('/') ?? [];
  const isIt = (item: PlanItemAnswer): boolean =>
    item.kind === kind && item.namespace === namespace && item.name === name;
  const here = shown.items.find(isIt);
  const query = `?kind=${encodeURIComponent(kind)}&q=${encodeURIComponent(name)}&limit=${PAGE_LIMIT_MAX}`;
  const read = useQuery({
    queryKey: keys.planItems(shown.fabric_id, shown.id, query),
    queryFn: ({ signal }) =>
      call('GET /fabrics/{id}/plans/{plan_id}/items', {
        params: { id: shown.fabric_id, plan_id: shown.id },
        query,
        signal,
      }),
    enabled: key !== null && here === undefined && shown.items.length < shown.items_total,
    staleTime: Infinity,
  });
  return here ?? read.data?.results.find(isIt);
}
