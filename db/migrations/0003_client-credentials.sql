ALTER TABLE "fabrics" ADD COLUMN "kubernetes_client_cert" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "fabrics" ADD COLUMN "kubernetes_client_key_sealed" text;--> statement-breakpoint
ALTER TABLE "fabrics" ADD COLUMN "kubernetes_proxy_url" text DEFAULT '' NOT NULL;