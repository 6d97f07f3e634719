// Made from the OpenAPI document by "npm run client"; not to be edited.

type Fabric = {
  id: number;
  name: string;
  description: string;
  kubernetes_server: string;
  kubernetes_namespace: string;
  kubernetes_client_cert: string;
  kubernetes_ca_cert: string;
  kubernetes_tls_verify: boolean;
  kubernetes_proxy_url: string;
  sync_enabled: boolean;
  sync_interval: number;
  sync_windows: {
    kind: 'allow' | 'block';
    days: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
    start: string;
    end: string;
    time_zone: string;
  }[];
  git_repository: number | null;
  gitops_directory: string;
  conflict_policy: 'force' | 'respect';
  failure_policy: 'rollback' | 'keep';
  prune: boolean;
  write_scope: 'all' | 'tenant';
  allow_replace: boolean;
  watch_enabled: boolean;
  self_heal: boolean;
  kubernetes_token_set: boolean;
  kubernetes_client_key_set: boolean;
  credentials_set_at: string | null;
  git_repository_name: string | null;
  calculated_sync_status:
    | 'not_configured'
    | 'disabled'
    | 'syncing'
    | 'error'
    | 'never_synced'
    | 'out_of_sync'
    | 'in_sync';
  sync_status:
    | 'not_configured'
    | 'disabled'
    | 'syncing'
    | 'error'
    | 'never_synced'
    | 'out_of_sync'
    | 'in_sync';
  sync_status_display: string;
  badge_class: string;
  action_button: string;
  message: string;
  why: string;
  overdue_seconds: number;
  last_sync: string | null;
  next_sync: string | null;
  sync_blocked: { until: string | null; text: string } | null;
  connection_error: string | null;
  sync_error: string | null;
  error_message: string | null;
  error: {
    code: string;
    message: string;
    advice: string;
    retry_at: string | null;
    retry_available: boolean;
    error_id: string | null;
  } | null;
  last_result: { task_id: string; successful: boolean; message: string; finished_at: string } | null;
  active_task_id: string | null;
  progress: { percentage: number; message: string; estimated_completion: string | null } | null;
  drift_count: number;
  health_score: number;
  cached_crd_count: number;
  cached_vpc_count: number;
  counts_by_kind: { [key: string]: number };
  synced_commit: string | null;
  kubernetes_version: string | null;
  version: number;
  created_at: string;
  updated_at: string;
};
type Run = {
  id: number;
  task_id: string;
  fabric_id: number;
  fabric_name: string;
  kind: 'sync' | 'import';
  status: 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';
  trigger_type: 'manual' | 'periodic' | 'retry' | 'webhook' | 'self_heal' | 'validation';
  actor: string;
  force: boolean;
  selection: {
    kinds?: string[] | undefined;
    names?: string[] | undefined;
    labels?: { [key: string]: string } | undefined;
  } | null;
  plan_id: string | null;
  successful: boolean;
  error_code: string | null;
  error_message: string | null;
  error_advice: string | null;
  steps: {
    step: 'connect' | 'fetch' | 'validate' | 'read' | 'plan' | 'apply' | 'verify' | 'record';
    title: string;
    status: 'pending' | 'running' | 'completed' | 'failed' | 'skipped';
    message: string;
    started_at: string | null;
    duration_ms: number | null;
  }[];
  counts: {
    desired: number;
    created: number;
    updated: number;
    deleted: number;
    unchanged: number;
    failed: number;
    skipped: number;
    conflicts: number;
    extra: number;
    writes: number;
  };
  progress: { percentage: number; message: string; estimated_completion: string | null };
  override_reason: string | null;
  commit: string | null;
  queued_at: string;
  started_at: string | null;
  finished_at: string | null;
  duration_ms: number | null;
};
type Webhook = {
  id: number;
  name: string;
  type: 'webhook' | 'email';
  url: string;
  secret_set: boolean;
  recipients: string[];
  events: ('notices' | 'transitions' | 'runs')[];
  fabric_id: number | null;
  fabric_name: string | null;
  enabled: boolean;
  last_delivery: {
    id: number;
    uuid: string;
    webhook_id: number;
    event: 'notice.opened' | 'notice.closed' | 'transition' | 'run.ended' | 'test';
    fabric_id: number | null;
    status: 'pending' | 'delivered' | 'failed';
    attempts: number;
    queued_at: string;
    next_attempt_at: string | null;
    finished_at: string | null;
    status_code: number | null;
    error: string | null;
  } | null;
  version: number;
  created_at: string;
  updated_at: string;
};
type Repository = {
  id: number;
  name: string;
  url: string;
  branch: string;
  auth_type: 'none' | 'token' | 'basic' | 'ssh_key';
  username: string;
  token_set: boolean;
  ssh_private_key_set: boolean;
  connection_status: 'unknown' | 'connected' | 'failed';
  connection_error: string | null;
  head_commit: string | null;
  checked_at: string | null;
  webhook_enabled: boolean;
  webhook_last_received_at: string | null;
  webhook_last_result: string | null;
  fabric_count: number;
  version: number;
  created_at: string;
  updated_at: string;
};
type Item = {
  kind: string;
  namespace: string;
  name: string;
  api_version: string;
  action: 'create' | 'update' | 'delete' | 'replace' | 'conflict' | 'skipped' | 'unchanged';
  reason: string;
  changes: { path: (string | number)[]; desired?: unknown; live?: unknown }[];
  conflicts: { field: string; manager: string }[];
  waits_for: string[];
  level: number;
  adopt: boolean;
  desired: {
    labels: { [key: string]: string };
    annotations: { [key: string]: string };
    spec: { [key: string]: unknown };
  } | null;
};
type Notice = {
  id: number;
  fabric_id: number;
  fabric_name: string;
  kind:
    | 'never_synced_over_5min'
    | 'overdue_3_intervals'
    | 'breaker_open'
    | 'credentials_refused'
    | 'mass_prune_refused'
    | 'schedule_stopped'
    | 'credentials_expire';
  severity: 'warning' | 'critical';
  title: string;
  text: string;
  advice: string;
  data: { [key: string]: unknown };
  opened_at: string;
  closed_at: string | null;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
};
type Resource = {
  id: number;
  fabric_id: number;
  api_version: string;
  kind: string;
  namespace: string;
  name: string;
  drift_status: 'unknown' | 'in_sync' | 'drifted' | 'missing' | 'extra';
  drift_fields: { path: (string | number)[]; desired?: unknown; live?: unknown }[];
  source_file: string | null;
  source_document: number | null;
  source_line: number | null;
  commit: string | null;
  version: number;
  verified_at: string | null;
  updated_at: string;
};
type Result = {
  id: number;
  kind: string;
  namespace: string;
  name: string;
  action: 'create' | 'update' | 'delete' | 'replace' | 'none';
  outcome:
    | 'applied'
    | 'unchanged'
    | 'deleted'
    | 'failed'
    | 'skipped'
    | 'conflict'
    | 'rolled_back'
    | 'rollback_failed'
    | null;
  reason: string;
  code: string | null;
  message: string | null;
  changes: { path: (string | number)[]; desired?: unknown; live?: unknown }[];
  warnings: string[];
};
type Delivery = {
  id: number;
  uuid: string;
  webhook_id: number;
  event: 'notice.opened' | 'notice.closed' | 'transition' | 'run.ended' | 'test';
  fabric_id: number | null;
  status: 'pending' | 'delivered' | 'failed';
  attempts: number;
  queued_at: string;
  next_attempt_at: string | null;
  finished_at: string | null;
  status_code: number | null;
  error: string | null;
};
type Transition = {
  id: number;
  at: string;
  fabric_id: number;
  from:
    | 'not_configured'
    | 'disabled'
    | 'syncing'
    | 'error'
    | 'never_synced'
    | 'out_of_sync'
    | 'in_sync'
    | null;
  to: 'not_configured' | 'disabled' | 'syncing' | 'error' | 'never_synced' | 'out_of_sync' | 'in_sync';
  reason: string;
  actor: string;
  run_id: number | null;
};
type User = {
  id: string;
  username: string;
  name: string;
  email: string;
  role: string;
  all_fabrics: boolean;
  grants: { fabric_id: number; fabric_name: string; role: 'viewer' | 'operator' }[];
  enabled: boolean;
  version: number;
  created_at: string;
  updated_at: string;
};
type AuditEvent = {
  id: number;
  at: string;
  kind: string;
  subject_type: string;
  subject_id: string;
  fabric_id: number | null;
  run_id: number | null;
  actor: string;
  data: { [key: string]: unknown };
};
type Token = {
  id: number;
  name: string;
  prefix: string;
  username: string;
  read_only: boolean;
  expires_at: string | null;
  last_used_at: string | null;
  created_at: string;
};

/** What each operation of the API takes and answers; paths are relative to `/api/hedgehog`. */
export interface Operations {
  /** Fabrics with their sync state, the most urgent first */
  'GET /fabrics': {
    request: {
      query?: {
        limit?: number;
        offset?: number;
        ordering?: string;
        q?: string;
        id?: number[];
        state?: (
          | 'not_configured'
          | 'disabled'
          | 'syncing'
          | 'error'
          | 'never_synced'
          | 'out_of_sync'
          | 'in_sync'
        )[];
        sync_status?: (
          | 'not_configured'
          | 'disabled'
          | 'syncing'
          | 'error'
          | 'never_synced'
          | 'out_of_sync'
          | 'in_sync'
        )[];
        calculated_sync_status?: (
          | 'not_configured'
          | 'disabled'
          | 'syncing'
          | 'error'
          | 'never_synced'
          | 'out_of_sync'
          | 'in_sync'
        )[];
        name?: string[];
        name__ic?: string;
        git_repository?: number[];
        kubernetes_namespace?: string[];
        sync_enabled?: 'true' | 'false';
        last_sync__gte?: string;
        last_sync__lt?: string;
      };
    };
    answer: { count: number; next: string | null; previous: string | null; results: Fabric[] };
  };
  /** Create a fabric */
  'POST /fabrics': {
    request: {
      body: {
        name: string;
        description?: string | undefined;
        kubernetes_server?: string | null | undefined;
        kubernetes_namespace?: string | undefined;
        kubernetes_token?: string | undefined;
        kubernetes_client_cert?: string | undefined;
        kubernetes_client_key?: string | undefined;
        kubernetes_ca_cert?: string | undefined;
        kubernetes_tls_verify?: boolean | undefined;
        kubernetes_proxy_url?: string | undefined;
        sync_enabled?: boolean | undefined;
        sync_interval?: number | undefined;
        sync_windows?:
          | {
              kind: 'allow' | 'block';
              days: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
              start: string;
              end: string;
              time_zone: string;
            }[]
          | undefined;
        git_repository?: number | null | undefined;
        gitops_directory?: string | undefined;
        conflict_policy?: 'force' | 'respect' | undefined;
        failure_policy?: 'rollback' | 'keep' | undefined;
        prune?: boolean | undefined;
        write_scope?: 'all' | 'tenant' | undefined;
        allow_replace?: boolean | undefined;
        watch_enabled?: boolean | undefined;
        self_heal?: boolean | undefined;
      };
    };
    answer: Fabric;
  };
  /** Change fields of a fabric: many at once */
  'PATCH /fabrics': {
    request: {
      body: {
        id: number;
        version?: number | undefined;
        name?: string | undefined;
        description?: string | undefined;
        kubernetes_server?: string | null | undefined;
        kubernetes_namespace?: string | undefined;
        kubernetes_token?: string | undefined;
        kubernetes_client_cert?: string | undefined;
        kubernetes_client_key?: string | undefined;
        kubernetes_ca_cert?: string | undefined;
        kubernetes_tls_verify?: boolean | undefined;
        kubernetes_proxy_url?: string | undefined;
        sync_enabled?: boolean | undefined;
        sync_interval?: number | undefined;
        sync_windows?:
          | {
              kind: 'allow' | 'block';
              days: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
              start: string;
              end: string;
              time_zone: string;
            }[]
          | undefined;
        git_repository?: number | null | undefined;
        gitops_directory?: string | undefined;
        conflict_policy?: 'force' | 'respect' | undefined;
        failure_policy?: 'rollback' | 'keep' | undefined;
        prune?: boolean | undefined;
        write_scope?: 'all' | 'tenant' | undefined;
        allow_replace?: boolean | undefined;
        watch_enabled?: boolean | undefined;
        self_heal?: boolean | undefined;
      }[];
    };
    answer: {
      succeeded: number;
      failed: number;
      results: {
        index: number;
        status: number;
        result?: Fabric | undefined;
        error?:
          | {
              error: string;
              code: string;
              advice?: string | undefined;
              fields?: { field: string; message: string }[] | undefined;
              required_config?: string[] | undefined;
              current_task_id?: string | undefined;
              error_id?: string | undefined;
            }
          | undefined;
      }[];
    };
  };
  /** Delete a fabric; its cluster stays as it is: many at once */
  'DELETE /fabrics': {
    request: { body: { id: number; version?: number | undefined }[] };
    answer: {
      succeeded: number;
      failed: number;
      results: {
        index: number;
        status: number;
        error?:
          | {
              error: string;
              code: string;
              advice?: string | undefined;
              fields?: { field: string; message: string }[] | undefined;
              required_config?: string[] | undefined;
              current_task_id?: string | undefined;
              error_id?: string | undefined;
            }
          | undefined;
      }[];
    };
  };
  /** How many fabrics are in each state */
  'GET /fabrics/counts': {
    request: {};
    answer: {
      [
        key in
          | 'not_configured'
          | 'disabled'
          | 'syncing'
          | 'error'
          | 'never_synced'
          | 'out_of_sync'
          | 'in_sync'
      ]?: number | undefined;
    };
  };
  /** One fabric */
  'GET /fabrics/{id}': { request: { params: { id: number } }; answer: Fabric };
  /** Change fields of a fabric */
  'PATCH /fabrics/{id}': {
    request: {
      params: { id: number };
      headers?: { 'If-Match'?: string };
      body: {
        name?: string | undefined;
        description?: string | undefined;
        kubernetes_server?: string | null | undefined;
        kubernetes_namespace?: string | undefined;
        kubernetes_token?: string | undefined;
        kubernetes_client_cert?: string | undefined;
        kubernetes_client_key?: string | undefined;
        kubernetes_ca_cert?: string | undefined;
        kubernetes_tls_verify?: boolean | undefined;
        kubernetes_proxy_url?: string | undefined;
        sync_enabled?: boolean | undefined;
        sync_interval?: number | undefined;
        sync_windows?:
          | {
              kind: 'allow' | 'block';
              days: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
              start: string;
              end: string;
              time_zone: string;
            }[]
          | undefined;
        git_repository?: number | null | undefined;
        gitops_directory?: string | undefined;
        conflict_policy?: 'force' | 'respect' | undefined;
        failure_policy?: 'rollback' | 'keep' | undefined;
        prune?: boolean | undefined;
        write_scope?: 'all' | 'tenant' | undefined;
        allow_replace?: boolean | undefined;
        watch_enabled?: boolean | undefined;
        self_heal?: boolean | undefined;
      };
    };
    answer: Fabric;
  };
  /** Delete a fabric; its cluster stays as it is */
  'DELETE /fabrics/{id}': {
    request: { params: { id: number }; headers?: { 'If-Match'?: string } };
    answer: undefined;
  };
  /** Read a kubeconfig into the fields of a fabric; nothing of it is kept or run */
  'POST /fabrics/import-kubeconfig': {
    request: { body: { kubeconfig: string; context?: string | undefined } };
    answer: {
      context: string;
      contexts: string[];
      kubernetes_server: string;
      kubernetes_namespace: string;
      kubernetes_ca_cert: string;
      kubernetes_tls_verify: boolean;
      kubernetes_proxy_url: string;
      kubernetes_token?: string | undefined;
      kubernetes_client_cert?: string | undefined;
      kubernetes_client_key?: string | undefined;
    };
  };
  /** Ask the cluster: reachable, who we are, what we may */
  'POST /fabrics/{id}/test-connection': {
    request: { params: { id: number } };
    answer: {
      successful: boolean;
      message: string;
      code: string | null;
      advice: string | null;
      detail: string | null;
      duration_ms: number;
    };
  };
  /** Go through everything that a sync needs, without writing anything */
  'POST /fabrics/{id}/preflight': {
    request: { params: { id: number } };
    answer: {
      fabric_id: number;
      fabric_name: string;
      passed: boolean;
      summary: string;
      counts: { ok: number; warning: number; failed: number; skipped: number; total: number };
      checks: {
        id:
          | 'configured'
          | 'reachable'
          | 'tls'
          | 'clock'
          | 'identity'
          | 'token_expiry'
          | 'version'
          | 'namespace'
          | 'kinds'
          | 'rights'
          | 'fields'
          | 'webhooks'
          | 'git'
          | 'database';
        title: string;
        status: 'ok' | 'warning' | 'failed' | 'skipped';
        detail: string;
        advice: string | null;
        manifest: string | null;
        duration_ms: number;
      }[];
      started_at: string;
      duration_ms: number;
    };
  };
  /** Hide the last run's message until the next run */
  'POST /fabrics/{id}/dismiss-result': { request: { params: { id: number } }; answer: undefined };
  /** Current sync status */
  'GET /fabrics/{id}/sync/status': {
    request: { params: { id: number } };
    answer: {
      fabric_id: number;
      calculated_sync_status:
        | 'not_configured'
        | 'disabled'
        | 'syncing'
        | 'error'
        | 'never_synced'
        | 'out_of_sync'
        | 'in_sync';
      sync_status_display: string;
      badge_class: string;
      last_sync: string | null;
      next_sync: string | null;
      sync_interval: number;
      connection_error: string | null;
      sync_error: string | null;
      progress: { percentage: number; message: string; estimated_completion: string | null } | null;
      why: string;
      action_button: string;
      message: string;
    };
  };
  /** Start a sync now */
  'POST /fabrics/{id}/sync/trigger': {
    request: {
      params: { id: number };
      headers?: { 'Idempotency-Key'?: string };
      body?: {
        force?: boolean | undefined;
        priority?: 'low' | 'normal' | 'high' | 'urgent' | undefined;
        confirm_prune?: boolean | undefined;
        override_reason?: string | undefined;
        selection?:
          | {
              kinds?: string[] | undefined;
              names?: string[] | undefined;
              labels?: { [key: string]: string } | undefined;
            }
          | undefined;
        plan_id?: string | undefined;
      };
    };
    answer: { message: string; task_id: string; estimated_start: string };
  };
  /** Progress of the running sync, and of the last one for 60 s after its end */
  'GET /fabrics/{id}/sync/progress': {
    request: { params: { id: number } };
    answer: {
      task_id: string;
      status: 'pending' | 'running' | 'completed' | 'failed';
      progress: {
        percentage: number;
        current_step: string;
        steps_completed: number;
        total_steps: number;
        estimated_completion: string | null;
        errors: { level: 'warning' | 'error' | 'critical'; message: string; timestamp: string }[];
      };
    };
  };
  /** Cancel the running sync */
  'POST /fabrics/{id}/sync/cancel': { request: { params: { id: number } }; answer: undefined };
  /** Start a sync now and begin the retry series anew */
  'POST /fabrics/{id}/sync/retry': {
    request: {
      params: { id: number };
      headers?: { 'Idempotency-Key'?: string };
      body?: { override_reason?: string | undefined };
    };
    answer: { message: string; task_id: string; estimated_start: string };
  };
  /** What a sync would do now: nothing is written, no run is made */
  'POST /fabrics/{id}/plan': {
    request: {
      params: { id: number };
      body?: {
        force?: boolean | undefined;
        selection?:
          | {
              kinds?: string[] | undefined;
              names?: string[] | undefined;
              labels?: { [key: string]: string } | undefined;
            }
          | undefined;
      };
    };
    answer: {
      id: string;
      fabric_id: number;
      fabric_name: string;
      created_at: string;
      expires_at: string;
      created_by: string;
      source: 'git' | 'inventory';
      commit: string | null;
      force: boolean;
      selection: {
        kinds?: string[] | undefined;
        names?: string[] | undefined;
        labels?: { [key: string]: string } | undefined;
      } | null;
      summary: string;
      counts: {
        create: number;
        update: number;
        delete: number;
        replace: number;
        conflict: number;
        skipped: number;
        unchanged: number;
      };
      by_kind: {
        create: number;
        update: number;
        delete: number;
        replace: number;
        conflict: number;
        skipped: number;
        unchanged: number;
        kind: string;
      }[];
      pending: boolean;
      blocked_by: { code: string; message: string; advice: string } | null;
      needs_confirm_prune: boolean;
      findings: {
        severity: 'refusal' | 'conflict' | 'note';
        code: string;
        kind: string;
        namespace: string;
        name: string;
        field: string;
        message: string;
      }[];
      impact: {
        subject_kind: string;
        subject_name: string;
        effect: 'gains' | 'loses' | 'changes';
        text: string;
        causes: string[];
      }[];
      notes: string[];
      items: Item[];
      items_total: number;
    };
  };
  /** A plan as it was made; plans are kept for an hour */
  'GET /fabrics/{id}/plans/{plan_id}': {
    request: { params: { id: number; plan_id: string } };
    answer: {
      id: string;
      fabric_id: number;
      fabric_name: string;
      created_at: string;
      expires_at: string;
      created_by: string;
      source: 'git' | 'inventory';
      commit: string | null;
      force: boolean;
      selection: {
        kinds?: string[] | undefined;
        names?: string[] | undefined;
        labels?: { [key: string]: string } | undefined;
      } | null;
      summary: string;
      counts: {
        create: number;
        update: number;
        delete: number;
        replace: number;
        conflict: number;
        skipped: number;
        unchanged: number;
      };
      by_kind: {
        create: number;
        update: number;
        delete: number;
        replace: number;
        conflict: number;
        skipped: number;
        unchanged: number;
        kind: string;
      }[];
      pending: boolean;
      blocked_by: { code: string; message: string; advice: string } | null;
      needs_confirm_prune: boolean;
      findings: {
        severity: 'refusal' | 'conflict' | 'note';
        code: string;
        kind: string;
        namespace: string;
        name: string;
        field: string;
        message: string;
      }[];
      impact: {
        subject_kind: string;
        subject_name: string;
        effect: 'gains' | 'loses' | 'changes';
        text: string;
        causes: string[];
      }[];
      notes: string[];
      items: Item[];
      items_total: number;
    };
  };
  /** The objects of a plan that are not as they should be, in the order of writing */
  'GET /fabrics/{id}/plans/{plan_id}/items': {
    request: {
      params: { id: number; plan_id: string };
      query?: {
        limit?: number;
        offset?: number;
        ordering?: string;
        q?: string;
        kind?: string;
        action?: 'create' | 'update' | 'delete' | 'replace' | 'conflict' | 'skipped';
      };
    };
    answer: { count: number; next: string | null; previous: string | null; results: Item[] };
  };
  /** Git repositories */
  'GET /repositories': {
    request: {
      query?: {
        limit?: number;
        offset?: number;
        ordering?: string;
        q?: string;
        id?: number[];
        name?: string[];
        name__ic?: string;
        auth_type?: ('none' | 'token' | 'basic' | 'ssh_key')[];
        connection_status?: ('unknown' | 'connected' | 'failed')[];
      };
    };
    answer: { count: number; next: string | null; previous: string | null; results: Repository[] };
  };
  /** Create a repository */
  'POST /repositories': {
    request: {
      body: {
        name: string;
        url: string;
        branch?: string | undefined;
        auth_type?: 'none' | 'token' | 'basic' | 'ssh_key' | undefined;
        username?: string | undefined;
        token?: string | undefined;
        ssh_private_key?: string | undefined;
      };
    };
    answer: Repository;
  };
  /** Change fields of a repository: many at once */
  'PATCH /repositories': {
    request: {
      body: {
        id: number;
        version?: number | undefined;
        name?: string | undefined;
        url?: string | undefined;
        branch?: string | undefined;
        auth_type?: 'none' | 'token' | 'basic' | 'ssh_key' | undefined;
        username?: string | undefined;
        token?: string | undefined;
        ssh_private_key?: string | undefined;
      }[];
    };
    answer: {
      succeeded: number;
      failed: number;
      results: {
        index: number;
        status: number;
        result?: Repository | undefined;
        error?:
          | {
              error: string;
              code: string;
              advice?: string | undefined;
              fields?: { field: string; message: string }[] | undefined;
              required_config?: string[] | undefined;
              current_task_id?: string | undefined;
              error_id?: string | undefined;
            }
          | undefined;
      }[];
    };
  };
  /** Delete a repository that no fabric uses: many at once */
  'DELETE /repositories': {
    request: { body: { id: number; version?: number | undefined }[] };
    answer: {
      succeeded: number;
      failed: number;
      results: {
        index: number;
        status: number;
        error?:
          | {
              error: string;
              code: string;
              advice?: string | undefined;
              fields?: { field: string; message: string }[] | undefined;
              required_config?: string[] | undefined;
              current_task_id?: string | undefined;
              error_id?: string | undefined;
            }
          | undefined;
      }[];
    };
  };
  /** Ask the Git host with values that are not saved */
  'POST /repositories/test-connection': {
    request: {
      body: {
        name: string;
        url: string;
        branch?: string | undefined;
        auth_type?: 'none' | 'token' | 'basic' | 'ssh_key' | undefined;
        username?: string | undefined;
        token?: string | undefined;
        ssh_private_key?: string | undefined;
      };
    };
    answer: {
      successful: boolean;
      message: string;
      code: string | null;
      advice: string | null;
      detail: string | null;
      duration_ms: number;
    };
  };
  /** One repository */
  'GET /repositories/{id}': { request: { params: { id: number } }; answer: Repository };
  /** Change fields of a repository */
  'PATCH /repositories/{id}': {
    request: {
      params: { id: number };
      headers?: { 'If-Match'?: string };
      body: {
        name?: string | undefined;
        url?: string | undefined;
        branch?: string | undefined;
        auth_type?: 'none' | 'token' | 'basic' | 'ssh_key' | undefined;
        username?: string | undefined;
        token?: string | undefined;
        ssh_private_key?: string | undefined;
      };
    };
    answer: Repository;
  };
  /** Delete a repository that no fabric uses */
  'DELETE /repositories/{id}': {
    request: { params: { id: number }; headers?: { 'If-Match'?: string } };
    answer: undefined;
  };
  /** Ask the Git host, and keep what it said */
  'POST /repositories/{id}/test-connection': {
    request: { params: { id: number } };
    answer: {
      successful: boolean;
      message: string;
      code: string | null;
      advice: string | null;
      detail: string | null;
      duration_ms: number;
    };
  };
  /** Push event of a Git host */
  'POST /repositories/{id}/push': {
    request: { params: { id: number }; body: { [key: string]: unknown } };
    answer: { status: 'looking' | 'ignored' | 'already_received' | 'test'; message: string };
  };
  /** Make the secret that signs push events; the one before counts no more */
  'POST /repositories/{id}/webhook-secret': {
    request: { params: { id: number } };
    answer: { secret: string; url: string };
  };
  /** Take no push events any more */
  'DELETE /repositories/{id}/webhook-secret': { request: { params: { id: number } }; answer: undefined };
  /** Hedgehog objects and how they compare with the cluster */
  'GET /resources': {
    request: {
      query?: {
        limit?: number;
        offset?: number;
        ordering?: string;
        q?: string;
        id?: number[];
        fabric_id?: number[];
        kind?: string[];
        namespace?: string[];
        name?: string[];
        name__ic?: string;
        drift_status?: ('unknown' | 'in_sync' | 'drifted' | 'missing' | 'extra')[];
      };
    };
    answer: { count: number; next: string | null; previous: string | null; results: Resource[] };
  };
  /** Add an object to the inventory of a fabric */
  'POST /resources': {
    request: {
      body: {
        fabric_id: number;
        kind: string;
        name: string;
        namespace?: string | undefined;
        spec: { [key: string]: unknown };
        labels?: { [key: string]: string } | undefined;
        annotations?: { [key: string]: string } | undefined;
        api_version?: string | undefined;
      };
    };
    answer: {
      id: number;
      fabric_id: number;
      api_version: string;
      kind: string;
      namespace: string;
      name: string;
      drift_status: 'unknown' | 'in_sync' | 'drifted' | 'missing' | 'extra';
      drift_fields: { path: (string | number)[]; desired?: unknown; live?: unknown }[];
      source_file: string | null;
      source_document: number | null;
      source_line: number | null;
      commit: string | null;
      version: number;
      verified_at: string | null;
      updated_at: string;
      desired: { [key: string]: unknown } | null;
      checked_by_cluster: boolean;
      warnings: { field: string; message: string }[];
    };
  };
  /** Change what an object of the inventory should be: many at once */
  'PATCH /resources': {
    request: {
      body: {
        id: number;
        version?: number | undefined;
        spec?: { [key: string]: unknown } | undefined;
        labels?: { [key: string]: string } | undefined;
        annotations?: { [key: string]: string } | undefined;
        api_version?: string | undefined;
      }[];
    };
    answer: {
      succeeded: number;
      failed: number;
      results: {
        index: number;
        status: number;
        result?:
          | {
              id: number;
              fabric_id: number;
              api_version: string;
              kind: string;
              namespace: string;
              name: string;
              drift_status: 'unknown' | 'in_sync' | 'drifted' | 'missing' | 'extra';
              drift_fields: { path: (string | number)[]; desired?: unknown; live?: unknown }[];
              source_file: string | null;
              source_document: number | null;
              source_line: number | null;
              commit: string | null;
              version: number;
              verified_at: string | null;
              updated_at: string;
              desired: { [key: string]: unknown } | null;
              checked_by_cluster: boolean;
              warnings: { field: string; message: string }[];
            }
          | undefined;
        error?:
          | {
              error: string;
              code: string;
              advice?: string | undefined;
              fields?: { field: string; message: string }[] | undefined;
              required_config?: string[] | undefined;
              current_task_id?: string | undefined;
              error_id?: string | undefined;
            }
          | undefined;
      }[];
    };
  };
  /** Take an object out of the inventory; the next sync takes it out of the cluster: many at once */
  'DELETE /resources': {
    request: { body: { id: number; version?: number | undefined }[] };
    answer: {
      succeeded: number;
      failed: number;
      results: {
        index: number;
        status: number;
        error?:
          | {
              error: string;
              code: string;
              advice?: string | undefined;
              fields?: { field: string; message: string }[] | undefined;
              required_config?: string[] | undefined;
              current_task_id?: string | undefined;
              error_id?: string | undefined;
            }
          | undefined;
      }[];
    };
  };
  /** One object with what it should be */
  'GET /resources/{id}': {
    request: { params: { id: number } };
    answer: {
      id: number;
      fabric_id: number;
      api_version: string;
      kind: string;
      namespace: string;
      name: string;
      drift_status: 'unknown' | 'in_sync' | 'drifted' | 'missing' | 'extra';
      drift_fields: { path: (string | number)[]; desired?: unknown; live?: unknown }[];
      source_file: string | null;
      source_document: number | null;
      source_line: number | null;
      commit: string | null;
      version: number;
      verified_at: string | null;
      updated_at: string;
      desired: { [key: string]: unknown } | null;
    };
  };
  /** Change what an object of the inventory should be */
  'PATCH /resources/{id}': {
    request: {
      params: { id: number };
      headers?: { 'If-Match'?: string };
      body: {
        spec?: { [key: string]: unknown } | undefined;
        labels?: { [key: string]: string } | undefined;
        annotations?: { [key: string]: string } | undefined;
        api_version?: string | undefined;
        version?: number | undefined;
      };
    };
    answer: {
      id: number;
      fabric_id: number;
      api_version: string;
      kind: string;
      namespace: string;
      name: string;
      drift_status: 'unknown' | 'in_sync' | 'drifted' | 'missing' | 'extra';
      drift_fields: { path: (string | number)[]; desired?: unknown; live?: unknown }[];
      source_file: string | null;
      source_document: number | null;
      source_line: number | null;
      commit: string | null;
      version: number;
      verified_at: string | null;
      updated_at: string;
      desired: { [key: string]: unknown } | null;
      checked_by_cluster: boolean;
      warnings: { field: string; message: string }[];
    };
  };
  /** Take an object out of the inventory; the next sync takes it out of the cluster */
  'DELETE /resources/{id}': {
    request: { params: { id: number }; headers?: { 'If-Match'?: string } };
    answer: undefined;
  };
  /** Runs, newest first */
  'GET /runs': {
    request: {
      query?: {
        limit?: number;
        offset?: number;
        ordering?: string;
        q?: string;
        id?: number[];
        task_id?: string[];
        fabric_id?: number[];
        status?: ('pending' | 'running' | 'completed' | 'failed' | 'cancelled')[];
        trigger_type?: ('manual' | 'periodic' | 'retry' | 'webhook' | 'self_heal' | 'validation')[];
        error_code?: string[];
        queued_at__gte?: string;
        queued_at__lt?: string;
      };
    };
    answer: { count: number; next: string | null; previous: string | null; results: Run[] };
  };
  /** One run, by its number or its task id */
  'GET /runs/{id}': { request: { params: { id: number | string } }; answer: Run };
  /** What a run did to each object that differed, in the order in which it was done */
  'GET /runs/{id}/results': {
    request: {
      params: { id: number | string };
      query?: {
        limit?: number;
        offset?: number;
        ordering?: string;
        q?: string;
        action?: ('create' | 'update' | 'delete' | 'replace' | 'none')[];
        outcome?: (
          | 'applied'
          | 'unchanged'
          | 'deleted'
          | 'failed'
          | 'skipped'
          | 'conflict'
          | 'rolled_back'
          | 'rollback_failed'
        )[];
        kind?: string[];
        namespace?: string[];
        name?: string[];
      };
    };
    answer: { count: number; next: string | null; previous: string | null; results: Result[] };
  };
  /** Bring the cluster's objects into the inventory and adopt them, or with dry_run say what that would do */
  'POST /fabrics/{id}/import': {
    request: {
      params: { id: number };
      headers?: { 'Idempotency-Key'?: string };
      body?: {
        kinds?:
          | (
              | 'GatewayGroup'
              | 'IPv4Namespace'
              | 'ServerProfile'
              | 'SwitchGroup'
              | 'VLANNamespace'
              | 'Server'
              | 'Switch'
              | 'Connection'
              | 'Gateway'
              | 'External'
              | 'VPC'
              | 'ExternalAttachment'
              | 'VPCAttachment'
              | 'ExternalPeering'
              | 'GatewayPeering'
              | 'VPCPeering'
            )[]
          | undefined;
        names?: string[] | undefined;
        dry_run?: boolean | undefined;
        adopt?: boolean | undefined;
        override_reason?: string | undefined;
      };
    };
    answer:
      | {
          dry_run: true;
          counts: { new: number; replaced: number; unchanged: number; left_out: number };
          kinds: { new: number; replaced: number; unchanged: number; left_out: number; kind: string }[];
          items: {
            kind: string;
            namespace: string;
            name: string;
            verdict: 'new' | 'replaced' | 'unchanged' | 'left_out';
            why: string | null;
            changes: { path: (string | number)[]; desired?: unknown; live?: unknown }[];
          }[];
          items_left: number;
          notes: string[];
        }
      | { message: string; task_id: string; estimated_start: string };
  };
  /** The desired or the live state as YAML that kubectl apply takes, referred objects first */
  'GET /fabrics/{id}/export': {
    request: {
      params: { id: number };
      query?: {
        source?: 'desired' | 'live';
        kind?:
          | 'GatewayGroup'
          | 'IPv4Namespace'
          | 'ServerProfile'
          | 'SwitchGroup'
          | 'VLANNamespace'
          | 'Server'
          | 'Switch'
          | 'Connection'
          | 'Gateway'
          | 'External'
          | 'VPC'
          | 'ExternalAttachment'
          | 'VPCAttachment'
          | 'ExternalPeering'
          | 'GatewayPeering'
          | 'VPCPeering';
      };
    };
    answer: string;
  };
  /** Changes of sync states, newest first */
  'GET /transitions': {
    request: {
      query?: {
        limit?: number;
        offset?: number;
        ordering?: string;
        q?: string;
        fabric_id?: number[];
        from?: (
          | 'not_configured'
          | 'disabled'
          | 'syncing'
          | 'error'
          | 'never_synced'
          | 'out_of_sync'
          | 'in_sync'
        )[];
        to?: (
          | 'not_configured'
          | 'disabled'
          | 'syncing'
          | 'error'
          | 'never_synced'
          | 'out_of_sync'
          | 'in_sync'
        )[];
        run_id?: number[];
        actor?: string[];
        at__gte?: string;
        at__lt?: string;
      };
    };
    answer: { count: number; next: string | null; previous: string | null; results: Transition[] };
  };
  /** Who did what, newest first */
  'GET /audit-events': {
    request: {
      query?: {
        limit?: number;
        offset?: number;
        ordering?: string;
        q?: string;
        fabric_id?: number[];
        run_id?: number[];
        kind?: string[];
        subject_type?: string[];
        subject_id?: string[];
        actor?: string[];
        at__gte?: string;
        at__lt?: string;
      };
    };
    answer: { count: number; next: string | null; previous: string | null; results: AuditEvent[] };
  };
  /** What a person should know, newest first */
  'GET /notices': {
    request: {
      query?: {
        limit?: number;
        offset?: number;
        ordering?: string;
        q?: string;
        fabric_id?: number;
        open?: 'true' | 'false';
        acknowledged?: 'true' | 'false';
        kind?:
          | 'never_synced_over_5min'
          | 'overdue_3_intervals'
          | 'breaker_open'
          | 'credentials_refused'
          | 'mass_prune_refused'
          | 'schedule_stopped'
          | 'credentials_expire';
      };
    };
    answer: { count: number; next: string | null; previous: string | null; results: Notice[] };
  };
  /** Say that somebody takes care of it; it closes by itself when its cause has passed */
  'POST /notices/{id}/acknowledge': { request: { params: { id: number } }; answer: Notice };
  /** Where news is sent: webhooks and e-mail */
  'GET /webhooks': {
    request: { query?: { limit?: number; offset?: number; ordering?: string; q?: string } };
    answer: { count: number; next: string | null; previous: string | null; results: Webhook[] };
  };
  /** Add a webhook or e-mail recipients */
  'POST /webhooks': {
    request: {
      body: {
        name: string;
        type?: 'webhook' | 'email' | undefined;
        url?: string | undefined;
        secret?: string | undefined;
        recipients?: string[] | undefined;
        events?: ('notices' | 'transitions' | 'runs')[] | undefined;
        fabric_id?: number | null | undefined;
        enabled?: boolean | undefined;
      };
    };
    answer: Webhook;
  };
  /** One webhook */
  'GET /webhooks/{id}': { request: { params: { id: number } }; answer: Webhook };
  /** Change fields of a webhook */
  'PATCH /webhooks/{id}': {
    request: {
      params: { id: number };
      headers?: { 'If-Match'?: string };
      body: {
        name?: string | undefined;
        url?: string | undefined;
        secret?: string | undefined;
        recipients?: string[] | undefined;
        events?: ('notices' | 'transitions' | 'runs')[] | undefined;
        fabric_id?: number | null | undefined;
        enabled?: boolean | undefined;
      };
    };
    answer: Webhook;
  };
  /** Delete a webhook */
  'DELETE /webhooks/{id}': {
    request: { params: { id: number }; headers?: { 'If-Match'?: string } };
    answer: undefined;
  };
  /** Send a test message */
  'POST /webhooks/{id}/test': { request: { params: { id: number } }; answer: Delivery };
  /** Messages to a webhook, newest first */
  'GET /webhooks/{id}/deliveries': {
    request: {
      params: { id: number };
      query?: {
        limit?: number;
        offset?: number;
        ordering?: string;
        q?: string;
        status?: 'pending' | 'delivered' | 'failed';
      };
    };
    answer: { count: number; next: string | null; previous: string | null; results: Delivery[] };
  };
  /** People, their roles and the fabrics granted to them */
  'GET /users': {
    request: {
      query?: {
        limit?: number;
        offset?: number;
        ordering?: string;
        q?: string;
        role?: ('viewer' | 'operator' | 'administrator')[];
        enabled?: 'true' | 'false';
      };
    };
    answer: { count: number; next: string | null; previous: string | null; results: User[] };
  };
  /** Add a person; a password that was made is in this answer only */
  'POST /users': {
    request: {
      body: {
        username: string;
        name: string;
        email: string;
        role?: 'viewer' | 'operator' | 'administrator' | undefined;
        all_fabrics?: boolean | undefined;
        grants?: { fabric_id: number; role: 'viewer' | 'operator' }[] | undefined;
        password?: string | undefined;
      };
    };
    answer: {
      id: string;
      username: string;
      name: string;
      email: string;
      role: string;
      all_fabrics: boolean;
      grants: { fabric_id: number; fabric_name: string; role: 'viewer' | 'operator' }[];
      enabled: boolean;
      version: number;
      created_at: string;
      updated_at: string;
      password: string | null;
    };
  };
  /** One person */
  'GET /users/{id}': { request: { params: { id: string } }; answer: User };
  /** Change a person, what they may do, and whether they may sign in */
  'PATCH /users/{id}': {
    request: {
      params: { id: string };
      headers?: { 'If-Match'?: string };
      body: {
        name?: string | undefined;
        email?: string | undefined;
        role?: 'viewer' | 'operator' | 'administrator' | undefined;
        all_fabrics?: boolean | undefined;
        grants?: { fabric_id: number; role: 'viewer' | 'operator' }[] | undefined;
        enabled?: boolean | undefined;
      };
    };
    answer: User;
  };
  /** Remove a person with their sessions and tokens; what they did stays in the history */
  'DELETE /users/{id}': {
    request: { params: { id: string }; headers?: { 'If-Match'?: string } };
    answer: undefined;
  };
  /** Give a person another password and sign them out; one that was made is in this answer only */
  'POST /users/{id}/reset-password': {
    request: {
      params: { id: string };
      body?: { password?: string | undefined; revoke_tokens?: boolean | undefined };
    };
    answer: { password: string | null };
  };
  /** One's own API tokens; for administrators everybody's */
  'GET /tokens': {
    request: { query?: { limit?: number; offset?: number; ordering?: string; q?: string } };
    answer: { count: number; next: string | null; previous: string | null; results: Token[] };
  };
  /** Make an API token; its secret is in this answer only */
  'POST /tokens': {
    request: {
      body: { name: string; expires_at?: string | null | undefined; read_only?: boolean | undefined };
    };
    answer: {
      id: number;
      name: string;
      prefix: string;
      username: string;
      read_only: boolean;
      expires_at: string | null;
      last_used_at: string | null;
      created_at: string;
      token: string;
    };
  };
  /** Revoke an API token */
  'DELETE /tokens/{id}': { request: { params: { id: number } }; answer: undefined };
  /** Sign in; the answer sets the session cookie */
  'POST /session': {
    request: { body: { username: string; password: string } };
    answer: {
      username: string;
      role: string;
      rights: ('view' | 'operate' | 'administer')[];
      all_fabrics: boolean;
      grants: { fabric_id: number; role: string }[];
    };
  };
  /** Who the cookie or the token is */
  'GET /session': {
    request: {};
    answer: {
      username: string;
      role: string;
      rights: ('view' | 'operate' | 'administer')[];
      all_fabrics: boolean;
      grants: { fabric_id: number; role: string }[];
    };
  };
  /** Sign out */
  'DELETE /session': { request: {}; answer: undefined };
  /** Change one's own password; all other sessions end. Not with a token */
  'POST /session/password': {
    request: {
      body: { current_password: string; new_password: string; revoke_tokens?: boolean | undefined };
    };
    answer: undefined;
  };
  /** This document */
  'GET /openapi.json': { request: {}; answer: { [key: string]: unknown } };
}

/** The keys that an answer always has; "*" = a file. Whatever lacks them was not sent by this API, or by another version. */
export const ANSWER_KEYS: Readonly<Partial<Record<keyof Operations, string>>> = {
  'GET /fabrics': 'count next previous results',
  'POST /fabrics':
    'id name description kubernetes_server kubernetes_namespace kubernetes_client_cert kubernetes_ca_cert kubernetes_tls_verify kubernetes_proxy_url sync_enabled sync_interval sync_windows git_repository gitops_directory conflict_policy failure_policy prune write_scope allow_replace watch_enabled self_heal kubernetes_token_set kubernetes_client_key_set credentials_set_at git_repository_name calculated_sync_status sync_status sync_status_display badge_class action_button message why overdue_seconds last_sync next_sync sync_blocked connection_error sync_error error_message error last_result active_task_id progress drift_count health_score cached_crd_count cached_vpc_count counts_by_kind synced_commit kubernetes_version version created_at updated_at',
  'PATCH /fabrics': 'succeeded failed results',
  'DELETE /fabrics': 'succeeded failed results',
  'GET /fabrics/{id}':
    'id name description kubernetes_server kubernetes_namespace kubernetes_client_cert kubernetes_ca_cert kubernetes_tls_verify kubernetes_proxy_url sync_enabled sync_interval sync_windows git_repository gitops_directory conflict_policy failure_policy prune write_scope allow_replace watch_enabled self_heal kubernetes_token_set kubernetes_client_key_set credentials_set_at git_repository_name calculated_sync_status sync_status sync_status_display badge_class action_button message why overdue_seconds last_sync next_sync sync_blocked connection_error sync_error error_message error last_result active_task_id progress drift_count health_score cached_crd_count cached_vpc_count counts_by_kind synced_commit kubernetes_version version created_at updated_at',
  'PATCH /fabrics/{id}':
    'id name description kubernetes_server kubernetes_namespace kubernetes_client_cert kubernetes_ca_cert kubernetes_tls_verify kubernetes_proxy_url sync_enabled sync_interval sync_windows git_repository gitops_directory conflict_policy failure_policy prune write_scope allow_replace watch_enabled self_heal kubernetes_token_set kubernetes_client_key_set credentials_set_at git_repository_name calculated_sync_status sync_status sync_status_display badge_class action_button message why overdue_seconds last_sync next_sync sync_blocked connection_error sync_error error_message error last_result active_task_id progress drift_count health_score cached_crd_count cached_vpc_count counts_by_kind synced_commit kubernetes_version version created_at updated_at',
  'POST /fabrics/import-kubeconfig':
    'context contexts kubernetes_server kubernetes_namespace kubernetes_ca_cert kubernetes_tls_verify kubernetes_proxy_url',
  'POST /fabrics/{id}/test-connection': 'successful message code advice detail duration_ms',
  'POST /fabrics/{id}/preflight': 'fabric_id fabric_name passed summary counts checks started_at duration_ms',
  'GET /fabrics/{id}/sync/status':
    'fabric_id calculated_sync_status sync_status_display badge_class last_sync next_sync sync_interval connection_error sync_error progress why action_button message',
  'POST /fabrics/{id}/sync/trigger': 'message task_id estimated_start',
  'GET /fabrics/{id}/sync/progress': 'task_id status progress',
  'POST /fabrics/{id}/sync/retry': 'message task_id estimated_start',
  'POST /fabrics/{id}/plan':
    'id fabric_id fabric_name created_at expires_at created_by source commit force selection summary counts by_kind pending blocked_by needs_confirm_prune findings impact notes items items_total',
  'GET /fabrics/{id}/plans/{plan_id}':
    'id fabric_id fabric_name created_at expires_at created_by source commit force selection summary counts by_kind pending blocked_by needs_confirm_prune findings impact notes items items_total',
  'GET /fabrics/{id}/plans/{plan_id}/items': 'count next previous results',
  'GET /repositories': 'count next previous results',
  'POST /repositories':
    'id name url branch auth_type username token_set ssh_private_key_set connection_status connection_error head_commit checked_at webhook_enabled webhook_last_received_at webhook_last_result fabric_count version created_at updated_at',
  'PATCH /repositories': 'succeeded failed results',
  'DELETE /repositories': 'succeeded failed results',
  'POST /repositories/test-connection': 'successful message code advice detail duration_ms',
  'GET /repositories/{id}':
    'id name url branch auth_type username token_set ssh_private_key_set connection_status connection_error head_commit checked_at webhook_enabled webhook_last_received_at webhook_last_result fabric_count version created_at updated_at',
  'PATCH /repositories/{id}':
    'id name url branch auth_type username token_set ssh_private_key_set connection_status connection_error head_commit checked_at webhook_enabled webhook_last_received_at webhook_last_result fabric_count version created_at updated_at',
  'POST /repositories/{id}/test-connection': 'successful message code advice detail duration_ms',
  'POST /repositories/{id}/push': 'status message',
  'POST /repositories/{id}/webhook-secret': 'secret url',
  'GET /resources': 'count next previous results',
  'POST /resources':
    'id fabric_id api_version kind namespace name drift_status drift_fields source_file source_document source_line commit version verified_at updated_at desired checked_by_cluster warnings',
  'PATCH /resources': 'succeeded failed results',
  'DELETE /resources': 'succeeded failed results',
  'GET /resources/{id}':
    'id fabric_id api_version kind namespace name drift_status drift_fields source_file source_document source_line commit version verified_at updated_at desired',
  'PATCH /resources/{id}':
    'id fabric_id api_version kind namespace name drift_status drift_fields source_file source_document source_line commit version verified_at updated_at desired checked_by_cluster warnings',
  'GET /runs': 'count next previous results',
  'GET /runs/{id}':
    'id task_id fabric_id fabric_name kind status trigger_type actor force selection plan_id successful error_code error_message error_advice steps counts progress override_reason commit queued_at started_at finished_at duration_ms',
  'GET /runs/{id}/results': 'count next previous results',
  'GET /fabrics/{id}/export': '*',
  'GET /transitions': 'count next previous results',
  'GET /audit-events': 'count next previous results',
  'GET /notices': 'count next previous results',
  'POST /notices/{id}/acknowledge':
    'id fabric_id fabric_name kind severity title text advice data opened_at closed_at acknowledged_at acknowledged_by',
  'GET /webhooks': 'count next previous results',
  'POST /webhooks':
    'id name type url secret_set recipients events fabric_id fabric_name enabled last_delivery version created_at updated_at',
  'GET /webhooks/{id}':
    'id name type url secret_set recipients events fabric_id fabric_name enabled last_delivery version created_at updated_at',
  'PATCH /webhooks/{id}':
    'id name type url secret_set recipients events fabric_id fabric_name enabled last_delivery version created_at updated_at',
  'POST /webhooks/{id}/test':
    'id uuid webhook_id event fabric_id status attempts queued_at next_attempt_at finished_at status_code error',
  'GET /webhooks/{id}/deliveries': 'count next previous results',
  'GET /users': 'count next previous results',
  'POST /users':
    'id username name email role all_fabrics grants enabled version created_at updated_at password',
  'GET /users/{id}': 'id username name email role all_fabrics grants enabled version created_at updated_at',
  'PATCH /users/{id}': 'id username name email role all_fabrics grants enabled version created_at updated_at',
  'POST /users/{id}/reset-password': 'password',
  'GET /tokens': 'count next previous results',
  'POST /tokens': 'id name prefix username read_only expires_at last_used_at created_at token',
  'POST /session': 'username role rights all_fabrics grants',
  'GET /session': 'username role rights all_fabrics grants',
};
