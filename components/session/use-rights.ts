'use client';

import { canOperate, canOperateAll, hasRight, type Access } from '#server/domain/permissions.ts';
import { useSession } from './use-session.ts';

export interface Rights {
  /** With a fabric: change it, start and stop its runs. Without: add fabrics, and change repositories, which several share. */
  readonly canOperate: boolean;
  /** People, and who is told of news. */
  readonly canAdminister: boolean;
}

const NOBODY: Access = { role: '', grants: [] };

/** What somebody may do, by the rules that the server keeps. */
export function useAccess(): Access {
  const session = useSession().data;
  if (session === undefined) return NOBODY;
  const { role, all_fabrics: all, grants } = session;
  return {
    role,
    grants: all ? null : grants.map((grant) => ({ fabricId: grant.fabric_id, role: grant.role })),
  };
}

/** What the pages offer; the server decides each request anew and is the only one who refuses. */
export function useRights(fabricId?: number): Rights {
  const access = useAccess();
  return {
    canOperate: fabricId === undefined ? canOperateAll(access) : canOperate(access, fabricId),
    canAdminister: hasRight(access.role, 'administer'),
  };
}
