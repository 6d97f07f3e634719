CREATE TABLE "fabric_grants" (
	"user_id" text NOT NULL,
	"fabric_id" integer NOT NULL,
	"role" text NOT NULL,
	CONSTRAINT "fabric_grants_user_id_fabric_id_pk" PRIMARY KEY("user_id","fabric_id"),
	CONSTRAINT "fabric_grants_role_check" CHECK ("fabric_grants"."role" in ('viewer', 'operator'))
);
--> statement-breakpoint
ALTER TABLE "api_tokens" ADD COLUMN "read_only" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "all_fabrics" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "fabric_grants" ADD CONSTRAINT "fabric_grants_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fabric_grants" ADD CONSTRAINT "fabric_grants_fabric_id_fabrics_id_fk" FOREIGN KEY ("fabric_id") REFERENCES "public"."fabrics"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "fabric_grants_fabric_index" ON "fabric_grants" USING btree ("fabric_id");--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_administrators_see_all_check" CHECK ("users"."role" <> 'administrator' or "users"."all_fabrics");