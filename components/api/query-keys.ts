/** Keys of the browser's cache. The first word is what live messages invalidate. */
export const keys = {
  session: () => ['session'] as const,
  fabrics: (query: string) => ['fabrics', 'list', query] as const,
  fabricCounts: () => ['fabrics', 'counts'] as const,
  fabric: (id: number) => ['fabric', id] as const,
  plan: (fabricId: number, id: string) => ['plan', fabricId, id] as const,
  planItems: (fabricId: number, id: string, query: string) => ['plan', fabricId, id, 'items', query] as const,
  repositories: (query: string) => ['repositories', query] as const,
  repository: (id: number) => ['repository', id] as const,
  runs: (query: string) => ['runs', query] as const,
  run: (id: string) => ['run', id] as const,
  runResults: (id: string, query: string) => ['run', id, 'results', query] as const,
  resources: (query: string) => ['resources', query] as const,
  resource: (id: number) => ['resource', id] as const,
  transitions: (query: string) => ['transitions', query] as const,
  auditEvents: (query: string) => ['audit-events', query] as const,
  tokens: (query: string) => ['tokens', query] as const,
} as const;
