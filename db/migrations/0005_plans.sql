CREATE TABLE "plan_items" (
	"plan_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"namespace" text NOT NULL,
	"name" text NOT NULL,
	"action" text NOT NULL,
	"details" jsonb NOT NULL,
	CONSTRAINT "plan_items_plan_id_position_pk" PRIMARY KEY("plan_id","position"),
	CONSTRAINT "plan_items_action_check" CHECK ("plan_items"."action" in ('create', 'update', 'delete', 'replace', 'conflict', 'skipped', 'unchanged'))
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"fabric_id" integer NOT NULL,
	"actor" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"commit" text,
	"force" boolean NOT NULL,
	"selection" jsonb,
	"header" jsonb NOT NULL,
	"basis" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "selection" jsonb;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "plan_id" uuid;--> statement-breakpoint
ALTER TABLE "plan_items" ADD CONSTRAINT "plan_items_plan_id_plans_id_fk" FOREIGN KEY ("plan_id") REFERENCES "public"."plans"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_fabric_id_fabrics_id_fk" FOREIGN KEY ("fabric_id") REFERENCES "public"."fabrics"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "plans_fabric_index" ON "plans" USING btree ("fabric_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "plans_expires_index" ON "plans" USING btree ("expires_at");