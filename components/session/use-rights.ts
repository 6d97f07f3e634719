'use client';

import { useSession } from './use-session.ts';

export interface Rights {
  /** Change fabrics and repositories, start and stop runs, test connections. */
  readonly canOperate: boolean;
}

/** What the pages offer; the server decides each request anew and is the only one who refuses. */
export function useRights(): Rights {
  const rights = useSession().data?.rights ?? [];
  return { canOperate: rights.includes('operate') };
}
