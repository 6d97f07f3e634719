'use client';

import { useSession } from './use-session.ts';

export interface Rights {
  /** Change fabrics and repositories, start and stop runs, test connections. */
  readonly canOperate: boolean;
  /** Say who is told of news. */
  readonly canAdminister: boolean;
}

/** What the pages offer; the server decides each request anew and is the only one who refuses. */
export function useRights(): Rights {
  const rights = useSession().data?.rights ?? [];
  return { canOperate: rights.includes('operate'), canAdminister: rights.includes('administer') };
}
