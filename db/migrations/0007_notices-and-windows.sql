CREATE TABLE "notices" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notices_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"fabric_id" integer NOT NULL,
	"kind" text NOT NULL,
	"severity" text NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"advice" text NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_by" text,
	CONSTRAINT "notices_kind_check" CHECK ("notices"."kind" in ('never_synced_over_5min', 'overdue_3_intervals', 'breaker_open', 'credentials_refused', 'mass_prune_refused', 'credentials_expire')),
	CONSTRAINT "notices_severity_check" CHECK ("notices"."severity" in ('warning', 'critical'))
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "deliveries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"webhook_id" integer NOT NULL,
	"event" text NOT NULL,
	"fabric_id" integer,
	"payload" jsonb NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"queued_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"worker" text,
	"lease_until" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"status_code" integer,
	"error" text,
	CONSTRAINT "deliveries_event_check" CHECK ("deliveries"."event" in ('notice.opened', 'notice.closed', 'transition', 'run.ended', 'test')),
	CONSTRAINT "deliveries_status_check" CHECK ("deliveries"."status" in ('pending', 'delivered', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "webhooks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"type" text DEFAULT 'webhook' NOT NULL,
	"url" text DEFAULT '' NOT NULL,
	"secret_sealed" text,
	"recipients" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"events" jsonb DEFAULT '["notices","transitions","runs"]'::jsonb NOT NULL,
	"fabric_id" integer,
	"enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhooks_name_unique" UNIQUE("name"),
	CONSTRAINT "webhooks_type_check" CHECK ("webhooks"."type" in ('webhook', 'email'))
);
--> statement-breakpoint
ALTER TABLE "runs" DROP CONSTRAINT "runs_stop_requested_check";--> statement-breakpoint
ALTER TABLE "fabrics" ADD COLUMN "credentials_expire_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "fabrics" ADD COLUMN "sync_windows" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "fabrics" ADD COLUMN "waiting_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "override_reason" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "claim_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_fabric_id_fabrics_id_fk" FOREIGN KEY ("fabric_id") REFERENCES "public"."fabrics"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_fabric_id_fabrics_id_fk" FOREIGN KEY ("fabric_id") REFERENCES "public"."fabrics"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "notices_one_open_index" ON "notices" USING btree ("fabric_id","kind") WHERE "notices"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "notices_open_index" ON "notices" USING btree ("id" DESC NULLS LAST) WHERE "notices"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "notices_fabric_index" ON "notices" USING btree ("fabric_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "notices_closed_index" ON "notices" USING btree ("closed_at") WHERE "notices"."closed_at" is not null;--> statement-breakpoint
CREATE INDEX "deliveries_queue_index" ON "deliveries" USING btree ("webhook_id","next_attempt_at") WHERE "deliveries"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "deliveries_webhook_index" ON "deliveries" USING btree ("webhook_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "deliveries_finished_index" ON "deliveries" USING btree ("finished_at") WHERE "deliveries"."finished_at" is not null;--> statement-breakpoint
CREATE INDEX "webhooks_fabric_index" ON "webhooks" USING btree ("fabric_id");--> statement-breakpoint
CREATE INDEX "sessions_expires_index" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "events_at_index" ON "events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "runs_completed_index" ON "runs" USING btree ("fabric_id","id" DESC NULLS LAST) WHERE "runs"."status" = 'completed';--> statement-breakpoint
CREATE INDEX "runs_finished_index" ON "runs" USING btree ("finished_at") WHERE "runs"."finished_at" is not null;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_stop_requested_check" CHECK ("runs"."stop_requested" in ('cancelled', 'disabled', 'not_configured', 'target_changed', 'deleted', 'timeout', 'window_closed'));--> statement-breakpoint
UPDATE "fabrics" SET "waiting_since" = clock_timestamp() WHERE "last_sync" IS NULL AND "sync_enabled" AND btrim("kubernetes_server") <> '';--> statement-breakpoint
UPDATE "fabrics" SET "wake_at" = least("wake_at", clock_timestamp());
