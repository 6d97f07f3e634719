import { SERVER_MAX_CONNECTIONS } from '#db/pool-sizes.ts';

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  // A socket's path may have 107 characters at most, a data folder's may have more: TCP only.
  unix_socket_directories: '',
  max_connections: String(SERVER_MAX_CONNECTIONS),
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Small: no replication, no parallel plans, reads without helper processes.
  shared_buffers: '64MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '256MB',
  io_method: 'sync',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  jit: 'off',
  // The server's log holds faults of the server. A failing statement and its row may hold secrets and are the app's to report.
  log_checkpoints: 'off',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
} as const;

const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } as const;

/**
 * The server's settings as arguments, so that they follow the code and not the file of the version that made the cluster.
 * @param durable false = a power cut may ruin the cluster; for tests
 */
export function settingArguments(port: number, durable: boolean): string[] {
  const settings = { port: String(port), ...SETTINGS, ...(durable ? {} : NOT_DURABLE) };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
