import { z } from 'zod';

/** GET /health/sync/: for monitoring, without sign-in; no host names, no texts of errors from outside. */

export const HEALTH_STATUSES = ['healthy', 'unknown', 'degraded', 'unhealthy'] as const;
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

const status = z.enum(HEALTH_STATUSES).describe('How it does');
const error = z.string().optional().describe('What is wrong; absent = nothing');

export const health = z.object({
  timestamp: z.iso.datetime().describe('When it was asked'),
  overall_status: z.enum(['healthy', 'degraded', 'unhealthy']).describe('The worst of the components'),
  components: z
    .object({
      kubernetes: z
        .object({
          status,
          cluster_version: z.string().nullable().describe('Version of a cluster; null = none was reached'),
          response_time_ms: z
            .int()
            .nullable()
            .describe('Always null: no cluster is asked while this is answered'),
          fabrics_checked: z.int().describe('Enabled fabrics of which something is known'),
          fabrics_failing: z.int().describe('Those among them that cannot be reached or fail'),
          error,
        })
        .describe("What the fabrics' health checks and runs last found"),
      database: z
        .object({
          status,
          fabric_count: z.int().nullable().describe('Fabrics that there are; null = it cannot be asked'),
          response_time_ms: z
            .int()
            .nullable()
            .describe('How long it took to answer, in milliseconds; null = it did not'),
          error,
        })
        .describe('The database'),
      sync_queue: z
        .object({
          status,
          active_syncs: z.int().describe('Runs under way'),
          queued_syncs: z.int().describe('Runs that wait for a worker'),
          oldest_queued_seconds: z
            .int()
            .nullable()
            .describe('Seconds for which the oldest one has waited; null = none waits'),
          error,
        })
        .describe('Runs that wait or run'),
      sync_performance: z
        .object({
          status,
          recent_syncs_count: z.int().describe('How many there were'),
          avg_duration_seconds: z.number().describe('How long they took on average, in seconds'),
          success_rate: z.number().describe('Share that completed, 0 to 1; 1 where there was none'),
          error,
        })
        .describe('Runs that ended within the last hour; cancelled ones say nothing'),
    })
    .describe('The parts of the product'),
});
export type Health = z.infer<typeof health>;
