/** max_connections of the embedded server; Postgres' own default, so a server of one's own needs no tuning either. */
export const SERVER_MAX_CONNECTIONS = 100;

/** Kept for superusers by Postgres, so that an administrator gets in when all else is taken. */
export const RESERVED_CONNECTIONS = 3;

/** One connection a process that only listens. */
export const LISTEN_CONNECTIONS = 1;

/**
 * Connections of a process' pool by its role; with both roles, of its web part: its worker has a pool of its own. 2 web and 3 workers fit one
 * server, with room for the command line and for those that come while others go.
 */
export const POOL_SIZES = { web: 10, worker: 14, all: 10 } as const;
