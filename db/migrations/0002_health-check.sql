ALTER TABLE "fabrics" ADD COLUMN "error_by_health_check" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "fabrics" ADD COLUMN "health_checked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "fabrics" ADD COLUMN "attempted_commit" text;