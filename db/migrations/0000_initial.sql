CREATE TABLE "accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp (3) with time zone,
	"refresh_token_expires_at" timestamp (3) with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_tokens" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "api_tokens_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"user_id" text NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"prefix" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "api_tokens_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"count" integer NOT NULL,
	"last_request" bigint NOT NULL,
	CONSTRAINT "rate_limits_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"user_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"impersonated_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"username" text,
	"display_username" text,
	"role" text DEFAULT 'viewer' NOT NULL,
	"banned" boolean DEFAULT false NOT NULL,
	"ban_reason" text,
	"ban_expires" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email"),
	CONSTRAINT "users_username_unique" UNIQUE("username")
);
--> statement-breakpoint
CREATE TABLE "verifications" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"kind" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text NOT NULL,
	"fabric_id" integer,
	"run_id" bigint,
	"actor" text NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fabrics" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "fabrics_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"owner_uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"kubernetes_server" text DEFAULT '' NOT NULL,
	"kubernetes_namespace" text DEFAULT 'default' NOT NULL,
	"kubernetes_token_sealed" text,
	"kubernetes_ca_cert" text DEFAULT '' NOT NULL,
	"kubernetes_tls_verify" boolean DEFAULT true NOT NULL,
	"credentials_set_at" timestamp (3) with time zone,
	"sync_enabled" boolean DEFAULT true NOT NULL,
	"sync_interval" integer DEFAULT 300 NOT NULL,
	"git_repository_id" integer,
	"gitops_directory" text DEFAULT '/' NOT NULL,
	"conflict_policy" text DEFAULT 'force' NOT NULL,
	"failure_policy" text DEFAULT 'rollback' NOT NULL,
	"prune" boolean DEFAULT true NOT NULL,
	"write_scope" text DEFAULT 'all' NOT NULL,
	"watch_enabled" boolean DEFAULT true NOT NULL,
	"self_heal" boolean DEFAULT false NOT NULL,
	"status_target" text DEFAULT '' NOT NULL,
	"active_run_id" bigint,
	"last_sync" timestamp (3) with time zone,
	"connection_error" text,
	"sync_error" text,
	"error_code" text,
	"error_advice" text,
	"last_attempt_at" timestamp (3) with time zone,
	"retry_attempt" integer DEFAULT 0 NOT NULL,
	"retry_at" timestamp (3) with time zone,
	"schedule_stopped" boolean DEFAULT false NOT NULL,
	"breaker_failures" integer DEFAULT 0 NOT NULL,
	"breaker_open_until" timestamp (3) with time zone,
	"wake_at" timestamp (3) with time zone,
	"last_run_id" bigint,
	"dismissed_run_id" bigint,
	"synced_commit" text,
	"kubernetes_version" text,
	"counts_by_kind" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"drift_count" integer DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "fabrics_name_unique" UNIQUE("name"),
	CONSTRAINT "fabrics_conflict_policy_check" CHECK ("fabrics"."conflict_policy" in ('force', 'respect')),
	CONSTRAINT "fabrics_failure_policy_check" CHECK ("fabrics"."failure_policy" in ('rollback', 'keep')),
	CONSTRAINT "fabrics_write_scope_check" CHECK ("fabrics"."write_scope" in ('all', 'tenant')),
	CONSTRAINT "fabrics_sync_interval_check" CHECK ("fabrics"."sync_interval" = 0 or "fabrics"."sync_interval" between 60 and 86400)
);
--> statement-breakpoint
CREATE TABLE "repositories" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "repositories_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"url" text NOT NULL,
	"branch" text DEFAULT 'main' NOT NULL,
	"auth_type" text DEFAULT 'none' NOT NULL,
	"username" text DEFAULT '' NOT NULL,
	"token_sealed" text,
	"ssh_private_key_sealed" text,
	"connection_status" text DEFAULT 'unknown' NOT NULL,
	"connection_error" text,
	"head_commit" text,
	"checked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "repositories_name_unique" UNIQUE("name"),
	CONSTRAINT "repositories_auth_type_check" CHECK ("repositories"."auth_type" in ('none', 'token', 'basic', 'ssh_key')),
	CONSTRAINT "repositories_connection_status_check" CHECK ("repositories"."connection_status" in ('unknown', 'connected', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "resources" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "resources_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"fabric_id" integer NOT NULL,
	"api_version" text NOT NULL,
	"kind" text NOT NULL,
	"namespace" text NOT NULL,
	"name" text NOT NULL,
	"desired" jsonb,
	"source_file" text,
	"source_document" integer,
	"source_line" integer,
	"commit" text,
	"desired_hash" text,
	"live_hash" text,
	"uid" text,
	"resource_version" text,
	"drift_status" text DEFAULT 'unknown' NOT NULL,
	"drift_fields" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"verified_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "resources_identity_unique" UNIQUE("fabric_id","kind","namespace","name"),
	CONSTRAINT "resources_drift_status_check" CHECK ("resources"."drift_status" in ('unknown', 'in_sync', 'drifted', 'missing', 'extra'))
);
--> statement-breakpoint
CREATE TABLE "run_results" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "run_results_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"namespace" text NOT NULL,
	"name" text NOT NULL,
	"action" text NOT NULL,
	"outcome" text,
	"reason" text NOT NULL,
	"code" text,
	"message" text,
	"changes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"before" jsonb,
	"resource_version" text,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "run_results_action_check" CHECK ("run_results"."action" in ('create', 'update', 'delete', 'replace', 'none')),
	CONSTRAINT "run_results_outcome_check" CHECK ("run_results"."outcome" in ('applied', 'unchanged', 'deleted', 'failed', 'skipped', 'conflict', 'rolled_back', 'rollback_failed'))
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"task_id" text NOT NULL,
	"fabric_id" integer NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"trigger_type" text NOT NULL,
	"actor" text NOT NULL,
	"priority" integer DEFAULT 1 NOT NULL,
	"force" boolean DEFAULT false NOT NULL,
	"confirm_prune" boolean DEFAULT false NOT NULL,
	"queued_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"worker" text,
	"attempt" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"stop_requested" text,
	"wrote_at" timestamp (3) with time zone,
	"progress" jsonb NOT NULL,
	"steps" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"counts" jsonb NOT NULL,
	"commit" text,
	"error_code" text,
	"error_message" text,
	"error_advice" text,
	CONSTRAINT "runs_task_id_unique" UNIQUE("task_id"),
	CONSTRAINT "runs_status_check" CHECK ("runs"."status" in ('pending', 'running', 'completed', 'failed', 'cancelled')),
	CONSTRAINT "runs_trigger_type_check" CHECK ("runs"."trigger_type" in ('manual', 'periodic', 'retry', 'webhook', 'self_heal', 'validation')),
	CONSTRAINT "runs_stop_requested_check" CHECK ("runs"."stop_requested" in ('cancelled', 'disabled', 'not_configured', 'target_changed', 'deleted', 'timeout'))
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fabrics" ADD CONSTRAINT "fabrics_git_repository_id_repositories_id_fk" FOREIGN KEY ("git_repository_id") REFERENCES "public"."repositories"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resources" ADD CONSTRAINT "resources_fabric_id_fabrics_id_fk" FOREIGN KEY ("fabric_id") REFERENCES "public"."fabrics"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_results" ADD CONSTRAINT "run_results_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_fabric_id_fabrics_id_fk" FOREIGN KEY ("fabric_id") REFERENCES "public"."fabrics"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accounts_user_index" ON "accounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "api_tokens_user_index" ON "api_tokens" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_user_index" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "events_fabric_index" ON "events" USING btree ("fabric_id","kind","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "events_kind_index" ON "events" USING btree ("kind","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "fabrics_wake_at_index" ON "fabrics" USING btree ("wake_at") WHERE "fabrics"."wake_at" is not null;--> statement-breakpoint
CREATE INDEX "fabrics_repository_index" ON "fabrics" USING btree ("git_repository_id");--> statement-breakpoint
CREATE INDEX "resources_drift_index" ON "resources" USING btree ("fabric_id","drift_status");--> statement-breakpoint
CREATE UNIQUE INDEX "run_results_resource_index" ON "run_results" USING btree ("run_id","kind","namespace","name");--> statement-breakpoint
CREATE UNIQUE INDEX "runs_one_active_index" ON "runs" USING btree ("fabric_id") WHERE "runs"."status" in ('pending', 'running');--> statement-breakpoint
CREATE INDEX "runs_queue_index" ON "runs" USING btree ("priority" DESC NULLS LAST,"queued_at") WHERE "runs"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "runs_lease_index" ON "runs" USING btree ("lease_until") WHERE "runs"."status" = 'running';--> statement-breakpoint
CREATE INDEX "runs_fabric_index" ON "runs" USING btree ("fabric_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE VIEW "public"."audit_events" AS (
  select id, at, kind, subject_type, subject_id, fabric_id, run_id, actor, data
  from events where kind <> 'transition');--> statement-breakpoint
CREATE VIEW "public"."transitions" AS (
  select id, at, fabric_id, data->>'from' as from_state, data->>'to' as to_state, data->>'reason' as reason, actor, run_id
  from events where kind = 'transition');