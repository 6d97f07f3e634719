import { describe, expect, test } from 'vitest';
import {
  ERROR_CODES,
  errorDefinition,
  isErrorCode,
  type ErrorCode,
  type RetryRule,
} from '#server/domain/errors.ts';

/** A rule in the contract's words. */
function inWords(rule: RetryRule): string {
  switch (rule.strategy) {
    case 'none':
      return 'none';
    case 'exponential':
      return `exponential ${rule.baseSeconds} s, ${rule.maxAttempts}`;
    case 'fixed':
      return `every ${rule.everySeconds} s, ${rule.maxAttempts}`;
  }
}

/** code, retry, message, advice: the contract's table. */
const TABLE: readonly [ErrorCode, string, string, string][] = [
  [
    'K8S_NETWORK_TIMEOUT',
    'exponential 30 s, 5',
    'Connection timeout - Kubernetes API unreachable',
    'Check network connectivity and firewall rules',
  ],
  [
    'K8S_DNS_FAILED',
    'every 60 s, 3',
    'DNS resolution failed for Kubernetes server',
    'Verify server hostname and DNS configuration',
  ],
  [
    'K8S_CONNECTION_REFUSED',
    'exponential 30 s, 3',
    'Connection refused - Kubernetes API server unavailable',
    'Check if Kubernetes API server is running',
  ],
  [
    'K8S_TLS_FAILED',
    'none',
    'TLS verification failed: {why}',
    "Add the cluster's CA certificate to the fabric",
  ],
  [
    'K8S_AUTH_INVALID_TOKEN',
    'none',
    'Authentication failed - Invalid service account token',
    'Update service account token in fabric configuration',
  ],
  [
    'K8S_AUTH_TOKEN_EXPIRED',
    'none',
    'Service account token has expired',
    'Generate and configure new service account token',
  ],
  [
    'K8S_AUTH_INSUFFICIENT_PERMISSIONS',
    'none',
    'Permission denied - Insufficient RBAC permissions',
    'Update RBAC permissions for the service account: {missing}',
  ],
  [
    'K8S_API_SERVER_ERROR',
    'exponential 30 s, 4',
    'Kubernetes API server error: {status} {message}',
    'Check Kubernetes cluster health',
  ],
  [
    'K8S_RATE_LIMITED',
    'exponential 30 s, 5',
    'Kubernetes API is limiting requests',
    "Wait, or lower the fabric's request rate",
  ],
  [
    'K8S_CRD_NOT_FOUND',
    'every 60 s, 3',
    'Hedgehog CRDs not installed on cluster',
    'Install Hedgehog CRDs on Kubernetes cluster',
  ],
  [
    'K8S_CRD_VALIDATION_FAILED',
    'every 30 s, 3',
    'CRD validation failed: {resource}: {field}: {why}',
    'Check the resource against the CRD',
  ],
  [
    'K8S_API_VERSION_MISMATCH',
    'none',
    'Kubernetes API version incompatible',
    'Check Kubernetes cluster version compatibility',
  ],
  [
    'K8S_CONFLICT',
    'exponential 30 s, 3',
    'Conflict on {resource}: {field} is owned by {manager}',
    'Choose who owns the field',
  ],
];

test.each(TABLE)('%s is tried again: %s', (code, retry, message, advice) => {
  const definition = errorDefinition(code);

  expect(inWords(definition.retry)).toBe(retry);
  expect(definition.message).toBe(message);
  expect(definition.advice).toBe(advice);
});

test.each<[ErrorCode, string]>([
  ['GIT_UNREACHABLE', 'exponential 30 s, 5'],
  ['GIT_AUTH_FAILED', 'none'],
  ['GIT_REF_NOT_FOUND', 'none'],
  ['GIT_PATH_NOT_FOUND', 'none'],
  ['GIT_YAML_INVALID', 'none'],
  ['SYNC_TIMEOUT', 'exponential 30 s, 5'],
  ['SYNC_WORKER_LOST', 'exponential 30 s, 5'],
  ['SYNC_CANCELLED', 'none'],
  ['SYNC_MASS_PRUNE_REFUSED', 'none'],
  ['SYNC_INTERNAL', 'none'],
])('%s is tried again: %s', (code, retry) => {
  expect(inWords(errorDefinition(code).retry)).toBe(retry);
});

const OF_RUNS = ERROR_CODES.filter(
  (code) => /^(K8S|GIT|SYNC)_/.test(code) && errorDefinition(code).kept !== 'nowhere',
);

describe('codes that a run can end with', () => {
  test('are those of the contract', () => {
    expect(OF_RUNS).toHaveLength(TABLE.length + 10);
  });

  test('of which the transport faults stand in connection_error, all others in sync_error', () => {
    const connection = OF_RUNS.filter((code) => errorDefinition(code).kept === 'connection_error');

    expect(connection).toEqual([
      'K8S_NETWORK_TIMEOUT',
      'K8S_DNS_FAILED',
      'K8S_CONNECTION_REFUSED',
      'K8S_TLS_FAILED',
    ]);
  });

  test('of which network, DNS, refused, 5xx and 429 count for the breaker', () => {
    expect(OF_RUNS.filter((code) => errorDefinition(code).opensBreaker)).toEqual([
      'K8S_NETWORK_TIMEOUT',
      'K8S_DNS_FAILED',
      'K8S_CONNECTION_REFUSED',
      'K8S_API_SERVER_ERROR',
      'K8S_RATE_LIMITED',
    ]);
  });

  test.each(OF_RUNS)('%s stops the schedule if nothing tries it again, unless a person cancelled', (code) => {
    const { retry, stopsSchedule } = errorDefinition(code);

    expect(stopsSchedule).toBe(retry.strategy === 'none' && code !== 'SYNC_CANCELLED');
  });
});

test.each(ERROR_CODES.filter((code) => errorDefinition(code).kept === 'nowhere'))(
  '%s, an answer to a request, touches no schedule and no breaker',
  (code) => {
    const { retry, stopsSchedule, opensBreaker } = errorDefinition(code);

    expect({ retry: retry.strategy, stopsSchedule, opensBreaker }).toEqual({
      retry: 'none',
      stopsSchedule: false,
      opensBreaker: false,
    });
  },
);

test.each<[string, boolean]>([
  ['K8S_CONFLICT', true],
  ['INTERNAL', true],
  ['k8s_conflict', false],
  ['ECONNREFUSED', false],
  ['constructor', false],
  ['__proto__', false],
  ['', false],
])('"%s" is a code: %s', (word, expected) => {
  expect(isErrorCode(word)).toBe(expected);
});
