ALTER TABLE "fabrics" ADD COLUMN "inventory_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "fabrics" ADD COLUMN "synced_inventory_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "resources" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "kind" text DEFAULT 'sync' NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "import_scope" jsonb;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_kind_check" CHECK ("runs"."kind" in ('sync', 'import'));