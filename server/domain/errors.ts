/**
 * Every error code of the product, as data: what people read, what they should do, when a run is tried again.
 * Messages and advice are the requirements' own words; `{name}` is filled from the error's details.
 */

export type RetryRule =
  | { readonly strategy: 'none' }
  /** `base · 2^attempt` seconds, capped and jittered by next-retry. */
  | { readonly strategy: 'exponential'; readonly baseSeconds: number; readonly maxAttempts: number }
  | { readonly strategy: 'fixed'; readonly everySeconds: number; readonly maxAttempts: number };

export interface ErrorDefinition {
  /** Sentence for the person who looks at the page. */
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
  readonly retry: RetryRule;
  /** Which column of the fabric keeps the text: transport faults are the connection's, all else the sync's. */
  readonly kept: 'connection_error' | 'sync_error' | 'nowhere';
  /** Counts for the circuit breaker (transport kind only). */
  readonly opensBreaker: boolean;
  /** Automatic runs stop until a person, a configuration change, a new commit, or a health check that passes what failed. */
  readonly stopsSchedule: boolean;
  /** What was asked of the run does not hold, before its first write: no fault of the fabric, which stays as it was. */
  readonly leavesFabric?: true;
  /** Status with which the HTTP API answers when this is thrown inside a request. */
  readonly http: 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 425 | 429 | 500 | 502 | 503;
}

const NONE: RetryRule = { strategy: 'none' };
const exponential = (maxAttempts: number): RetryRule => ({
  strategy: 'exponential',
  baseSeconds: 30,
  maxAttempts,
});
const every = (everySeconds: number, maxAttempts: number): RetryRule => ({
  strategy: 'fixed',
  everySeconds,
  maxAttempts,
});

const transport = { kept: 'connection_error', opensBreaker: true, stopsSchedule: false, http: 502 } as const;
const refusal = { kept: 'sync_error', opensBreaker: false, stopsSchedule: true, http: 502 } as const;
const request = { kept: 'nowhere', opensBreaker: false, stopsSchedule: false, retry: NONE } as const;

export const ERRORS = {
  K8S_NETWORK_TIMEOUT: {
    ...transport,
    message: 'Connection timeout - Kubernetes API unreachable',
    advice: 'Check network connectivity and firewall rules',
    retry: exponential(5),
  },
  K8S_DNS_FAILED: {
    ...transport,
    message: 'DNS resolution failed for Kubernetes server',
    advice: 'Verify server hostname and DNS configuration',
    retry: every(60, 3),
  },
  K8S_CONNECTION_REFUSED: {
    ...transport,
    message: 'Connection refused - Kubernetes API server unavailable',
    advice: 'Check if Kubernetes API server is running',
    retry: exponential(3),
  },
  K8S_TLS_FAILED: {
    ...transport,
    opensBreaker: false,
    stopsSchedule: true,
    message: 'TLS verification failed: {why}',
    advice: "Add the cluster's CA certificate to the fabric",
    retry: NONE,
  },
  K8S_AUTH_INVALID_TOKEN: {
    ...refusal,
    message: 'Authentication failed - Invalid service account token',
    advice: 'Update service account token in fabric configuration',
    retry: NONE,
  },
  K8S_AUTH_TOKEN_EXPIRED: {
    ...refusal,
    message: 'Service account token has expired',
    advice: 'Generate and configure new service account token',
    retry: NONE,
  },
  K8S_AUTH_INSUFFICIENT_PERMISSIONS: {
    ...refusal,
    message: 'Permission denied - Insufficient RBAC permissions',
    advice: 'Update RBAC permissions for the service account: {missing}',
    retry: NONE,
  },
  K8S_API_SERVER_ERROR: {
    ...refusal,
    stopsSchedule: false,
    opensBreaker: true,
    message: 'Kubernetes API server error: {status} {message}',
    advice: 'Check Kubernetes cluster health',
    retry: exponential(4),
  },
  K8S_RATE_LIMITED: {
    ...refusal,
    stopsSchedule: false,
    opensBreaker: true,
    message: 'Kubernetes API is limiting requests',
    advice: "Wait, or lower the fabric's request rate",
    retry: exponential(5),
  },
  K8S_CRD_NOT_FOUND: {
    ...refusal,
    stopsSchedule: false,
    message: 'Hedgehog CRDs not installed on cluster',
    advice: 'Install Hedgehog CRDs on Kubernetes cluster',
    retry: every(60, 3),
  },
  K8S_CRD_VALIDATION_FAILED: {
    ...refusal,
    stopsSchedule: false,
    message: 'CRD validation failed: {resource}: {field}: {why}',
    advice: 'Check the resource against the CRD',
    retry: every(30, 3),
  },
  K8S_API_VERSION_MISMATCH: {
    ...refusal,
    message: 'Kubernetes API version incompatible',
    advice: 'Check Kubernetes cluster version compatibility',
    retry: NONE,
  },
  K8S_CONFLICT: {
    ...refusal,
    stopsSchedule: false,
    message: 'Conflict on {resource}: {field} is owned by {manager}',
    advice: 'Choose who owns the field',
    retry: exponential(3),
  },
  GIT_AUTH_FAILED: {
    ...refusal,
    message: 'Git authentication failed for repository {repository}',
    advice: 'Update the credentials of the repository',
    retry: NONE,
  },
  GIT_UNREACHABLE: {
    ...refusal,
    stopsSchedule: false,
    message: 'Git repository {repository} cannot be reached: {why}',
    advice: "Check the repository's URL and the network between this server and the Git host",
    retry: exponential(5),
  },
  GIT_REF_NOT_FOUND: {
    ...refusal,
    message: 'Branch {branch} does not exist in repository {repository}',
    advice: 'Correct the branch of the repository, or push the branch',
    retry: NONE,
  },
  GIT_PATH_NOT_FOUND: {
    ...refusal,
    message: 'Directory {directory} does not exist on branch {branch}',
    advice: "Correct the fabric's GitOps directory, or commit the directory",
    retry: NONE,
  },
  GIT_YAML_INVALID: {
    ...refusal,
    message: '{file}: {why}',
    advice: 'Correct the file and push; nothing was applied',
    retry: NONE,
  },
  SYNC_TIMEOUT: {
    ...refusal,
    stopsSchedule: false,
    message: 'Synchronization took longer than {seconds} seconds and was stopped',
    advice: 'Check how fast the cluster answers; the next attempt goes on from what was applied',
    retry: exponential(5),
  },
  SYNC_CANCELLED: {
    ...refusal,
    stopsSchedule: false,
    message: 'Synchronization was cancelled by {who}',
    advice: 'Start a new synchronization when ready',
    retry: NONE,
  },
  SYNC_WORKER_LOST: {
    ...refusal,
    stopsSchedule: false,
    message: 'The worker that ran this synchronization stopped responding',
    advice: 'Nothing to do: a new attempt is made and starts from the state of the cluster',
    retry: exponential(5),
  },
  SYNC_MASS_PRUNE_REFUSED: {
    ...refusal,
    message: 'Refused to {what} of {owned} resources: {why}',
    advice: 'Check the source; if this is wanted, sync with confirm_prune',
    retry: NONE,
  },
  SYNC_PLAN_MOVED: {
    ...request,
    leavesFabric: true,
    http: 409,
    message: 'The plan does not hold any more: {what}',
    advice: 'Look at a new plan and apply that one; nothing was written',
  },
  SYNC_SELECTION_REFUSED: {
    ...request,
    leavesFabric: true,
    http: 422,
    message: 'The selection cannot be synced: {why}',
    advice: 'Correct the selection; nothing was written',
  },
  SYNC_INTERNAL: {
    ...refusal,
    message: 'Synchronization stopped by an internal fault (error id {id})',
    advice: 'Retry; if it happens again, report the error id with the server log around it',
    retry: NONE,
  },
  // Answers of the HTTP API that no run ends with.
  REQUEST_INVALID: {
    ...request,
    http: 422,
    message: 'The request has invalid fields',
    advice: 'Correct the fields named in the answer',
  },
  REQUEST_MALFORMED: {
    ...request,
    http: 400,
    message: 'The request body is not valid JSON',
    advice: 'Send a JSON object',
  },
  REQUEST_TOO_LARGE: {
    ...request,
    http: 413,
    message: 'The request body is larger than {limit}',
    advice: 'Send less at once',
  },
  REQUEST_WRONG_TYPE: {
    ...request,
    http: 415,
    message: 'The request body must be application/json',
    advice: 'Set Content-Type: application/json',
  },
  NOT_AUTHENTICATED: {
    ...request,
    http: 401,
    message: 'Authentication credentials were not provided or are not valid',
    advice: 'Sign in, or send Authorization: Token <token>',
  },
  PUSH_SIGNATURE_REFUSED: {
    ...request,
    http: 401,
    message: 'The signature of the push event is missing or wrong',
    advice:
      'Compare address and secret at the Git host with those of the repository; make a new secret if it is lost',
  },
  FORBIDDEN: {
    ...request,
    http: 403,
    message: 'You do not have the right to do this',
    advice: 'Ask an administrator for the right',
  },
  NOT_FOUND: { ...request, http: 404, message: '{what} not found', advice: 'Check the address' },
  METHOD_NOT_ALLOWED: {
    ...request,
    http: 405,
    message: 'There is no {method} at this address',
    advice: 'Use one of: {allow}',
  },
  PRECONDITION_FAILED: {
    ...request,
    http: 412,
    message: '{what} was changed in the meantime: it is at version {version}',
    advice: 'Read it again and repeat the change on what it is now; nothing was changed',
  },
  IDEMPOTENCY_KEY_REUSED: {
    ...request,
    http: 422,
    message: 'This Idempotency-Key was used for another request within the last 24 hours',
    advice: 'Send a new key with a new request; nothing was done',
  },
  SERVER_BUSY: {
    ...request,
    http: 429,
    message: 'Too many requests of this kind are being answered at this moment',
    advice: 'Wait and try again; nothing was done',
  },
  TOO_MANY_SOCKETS: {
    ...request,
    http: 429,
    message: 'This user has as many live connections as one may have',
    advice: 'Close other pages or programs of the same user; the page goes on without live updates',
  },
  CONFLICT: { ...request, http: 409, message: '{why}', advice: 'Reload and try again' },
  LAST_ADMINISTRATOR: {
    ...request,
    http: 409,
    message: 'This is the last active administrator',
    advice: 'Make another user an administrator first',
  },
  RATE_LIMITED: {
    ...request,
    http: 429,
    message: 'Too many attempts',
    advice: 'Wait and try again',
  },
  SYNC_ALREADY_RUNNING: {
    ...request,
    http: 409,
    message: "Sync already in progress for fabric '{fabric}'",
    advice: 'Wait for it to end, or cancel it',
  },
  SYNC_NOT_READY: {
    ...request,
    http: 425,
    message: 'Cannot sync: {why}',
    advice: 'Complete the configuration',
  },
  SYNC_WINDOW_CLOSED: {
    ...request,
    http: 425,
    message: 'Cannot sync now: {why}',
    advice: 'Wait, or give an override_reason; it is recorded',
  },
  ADDRESS_REFUSED: {
    ...request,
    // Also the end of a run, when a name resolves to an address that is not allowed.
    kept: 'sync_error',
    stopsSchedule: true,
    http: 422,
    message: 'The address {address} is not allowed',
    advice: 'Use another address, or have an administrator allow it by FABRIC_SYNC_OUTBOUND_ALLOW',
  },
  PLAN_TIMEOUT: {
    ...request,
    http: 503,
    message: 'The plan was not ready within {seconds} seconds',
    advice: 'Check how fast the cluster and the Git host answer; nothing was written',
  },
  PLANS_BUSY: {
    ...request,
    http: 429,
    message: 'Too many plans are being made at this moment',
    advice: 'Try again in a few seconds',
  },
  CONFIG_INVALID: {
    ...request,
    http: 500,
    message: '{why}',
    advice: 'Correct the environment and start again',
  },
  DATABASE_UNAVAILABLE: {
    ...request,
    http: 503,
    message: 'The database cannot be reached',
    advice: 'Check the database and try again',
  },
  INTERNAL: {
    ...request,
    http: 500,
    message: 'Internal fault (error id {id})',
    advice: 'Retry; if it happens again, report the error id with the server log around it',
  },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof ERRORS;

export const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[];

export function isErrorCode(word: string): word is ErrorCode {
  return Object.hasOwn(ERRORS, word);
}

/** The definition under the common type, so that callers can read optional rules alike. */
export function errorDefinition(code: ErrorCode): ErrorDefinition {
  return ERRORS[code];
}
