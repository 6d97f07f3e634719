import { inArray, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { AppError } from '#server/domain/app-error.ts';
import {
  canOperate,
  canOperateAll,
  canView,
  visibleFabricIds,
  type Access,
} from '#server/domain/permissions.ts';
import type { Actor } from '#server/domain/actor.ts';

const EVERYTHING: Access = { role: 'administrator', grants: null };

/** What an actor may do; the product itself may everything. */
export const accessOf = (actor: Actor): Access => (actor.type === 'system' ? EVERYTHING : actor);

export const fabricNotFound = (id: number): AppError =>
  new AppError('NOT_FOUND', { what: `Fabric with ID ${id}` });

/**
 * Stands at the start of each verb on a fabric. One that the actor may not view is answered as one that there is not.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export function requireFabric(actor: Actor, fabricId: number, right: 'view' | 'operate'): void {
  const access = accessOf(actor);
  if (!canView(access, fabricId)) throw fabricNotFound(fabricId);
  if (right === 'operate' && !canOperate(access, fabricId)) throw new AppError('FORBIDDEN');
}

/** For what several fabrics share, and for new fabrics. @throws AppError FORBIDDEN */
export function requireAllFabrics(actor: Actor): void {
  if (!canOperateAll(accessOf(actor))) throw new AppError('FORBIDDEN');
}

/** The condition that a row speaks of a fabric that the actor may view; undefined for those who may view all. */
export function ofVisibleFabrics(actor: Actor, fabricId: AnyPgColumn): SQL | undefined {
  const ids = visibleFabricIds(accessOf(actor));
  return ids === null ? undefined : inArray(fabricId, [...ids]);
}
