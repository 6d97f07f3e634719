import { z } from 'zod';

/** GET /health/sync/: for monitoring, without sign-in; no host names, no texts of errors from outside. */

export const HEALTH_STATUSES = ['healthy', 'unknown', 'degraded', 'unhealthy'] as const;
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

const status = z.enum(HEALTH_STATUSES);
const error = z.string().optional();

export const health = z.object({
  timestamp: z.iso.datetime(),
  overall_status: z.enum(['healthy', 'degraded', 'unhealthy']),
  components: z.object({
    /** What the fabrics' health checks and runs last found. */
    kubernetes: z.object({
      status,
      cluster_version: z.string().nullable(),
      /** Null: no cluster is asked while this is answered. */
      response_time_ms: z.int().nullable(),
      fabrics_checked: z.int(),
      fabrics_failing: z.int(),
      error,
    }),
    database: z.object({
      status,
      fabric_count: z.int().nullable(),
      response_time_ms: z.int().nullable(),
      error,
    }),
    sync_queue: z.object({
      status,
      active_syncs: z.int(),
      queued_syncs: z.int(),
      oldest_queued_seconds: z.int().nullable(),
      error,
    }),
    /** Runs that ended within the last hour; cancelled ones say nothing. */
    sync_performance: z.object({
      status,
      recent_syncs_count: z.int(),
      avg_duration_seconds: z.number(),
      success_rate: z.number(),
      error,
    }),
  }),
});
export type Health = z.infer<typeof health>;
