CREATE TABLE "push_deliveries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "push_deliveries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"repository_id" integer NOT NULL,
	"event_hash" text NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "push_hooks" (
	"repository_id" integer PRIMARY KEY NOT NULL,
	"secret_sealed" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_received_at" timestamp (3) with time zone,
	"last_result" text,
	"look_wanted_at" timestamp (3) with time zone,
	"look_lease_until" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "fabrics" ADD COLUMN "attempted_tree" text;--> statement-breakpoint
ALTER TABLE "fabrics" ADD COLUMN "pushed_tree" text;--> statement-breakpoint
ALTER TABLE "push_deliveries" ADD CONSTRAINT "push_deliveries_repository_id_repositories_id_fk" FOREIGN KEY ("repository_id") REFERENCES "public"."repositories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "push_hooks" ADD CONSTRAINT "push_hooks_repository_id_repositories_id_fk" FOREIGN KEY ("repository_id") REFERENCES "public"."repositories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "push_deliveries_event_index" ON "push_deliveries" USING btree ("repository_id","event_hash");--> statement-breakpoint
CREATE INDEX "push_deliveries_received_at_index" ON "push_deliveries" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "push_hooks_look_index" ON "push_hooks" USING btree ("look_wanted_at");