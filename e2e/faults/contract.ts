/** What the contract's table of errors says of one code, word by word: written down apart from the product's own table. */
export interface Contract {
  readonly message: RegExp;
  readonly advice: string | RegExp;
  /** Seconds of the first retry with the jitter of 0.8 to 1.2, and how many there are; null = none. */
  readonly retry: { readonly between: readonly [number, number]; readonly of: number } | null;
  readonly column: 'connection_error' | 'sync_error';
  readonly stopsSchedule: boolean;
  readonly countsForBreaker: boolean;
}

const exponential = (of: number) => ({ between: [24, 36], of }) as const;
const every = (seconds: number, of: number) => ({ between: [seconds * 0.8, seconds * 1.2], of }) as const;

const transport = { column: 'connection_error', stopsSchedule: false, countsForBreaker: true } as const;
const refusal = { column: 'sync_error', retry: null, stopsSchedule: true, countsForBreaker: false } as const;
const passing = { column: 'sync_error', stopsSchedule: false, countsForBreaker: true } as const;
const content = { column: 'sync_error', stopsSchedule: false, countsForBreaker: false } as const;

export const CONTRACT = {
  K8S_NETWORK_TIMEOUT: {
    ...transport,
    message: /^Connection timeout - Kubernetes API unreachable/,
    advice: 'Check network connectivity and firewall rules',
    retry: exponential(5),
  },
  K8S_DNS_FAILED: {
    ...transport,
    message: /^DNS resolution failed for Kubernetes server/,
    advice: 'Verify server hostname and DNS configuration',
    retry: every(60, 3),
  },
  K8S_CONNECTION_REFUSED: {
    ...transport,
    message: /^Connection refused - Kubernetes API server unavailable/,
    advice: 'Check if Kubernetes API server is running',
    retry: exponential(3),
  },
  K8S_TLS_FAILED: {
    column: 'connection_error',
    retry: null,
    stopsSchedule: true,
    countsForBreaker: false,
    message: /^TLS verification failed: .{10,}/,
    advice: "Add the cluster's CA certificate to the fabric",
  },
  K8S_AUTH_INVALID_TOKEN: {
    ...refusal,
    message: /^Authentication failed - Invalid service account token/,
    advice: 'Update service account token in fabric configuration',
  },
  K8S_AUTH_TOKEN_EXPIRED: {
    ...refusal,
    message: /^Service account token has expired/,
    advice: 'Generate and configure new service account token',
  },
  K8S_AUTH_INSUFFICIENT_PERMISSIONS: {
    ...refusal,
    message: /^Permission denied - Insufficient RBAC permissions/,
    advice: /./,
  },
  K8S_API_SERVER_ERROR: {
    ...passing,
    message: /^Kubernetes API server error: \d+ .+/,
    advice: 'Check Kubernetes cluster health',
    retry: exponential(4),
  },
  K8S_RATE_LIMITED: {
    ...passing,
    message: /^Kubernetes API is limiting requests/,
    advice: "Wait, or lower the fabric's request rate",
    retry: exponential(5),
  },
  K8S_CRD_NOT_FOUND: {
    ...content,
    message: /^Hedgehog CRDs not installed on cluster/,
    advice: 'Install Hedgehog CRDs on Kubernetes cluster',
    retry: every(60, 3),
  },
  K8S_CRD_VALIDATION_FAILED: {
    ...content,
    message: /^CRD validation failed: [^:]+: [^:]+: .+/,
    advice: 'Check the resource against the CRD',
    retry: every(30, 3),
  },
  K8S_API_VERSION_MISMATCH: {
    ...refusal,
    message: /^Kubernetes API version incompatible/,
    advice: 'Check Kubernetes cluster version compatibility',
  },
  K8S_CONFLICT: {
    ...content,
    message: /^Conflict on [^:]+: .+ is owned by .+/,
    advice: 'Choose who owns the field',
    retry: exponential(3),
  },
} as const satisfies Record<string, Contract>;

export type FaultCode = keyof typeof CONTRACT;
