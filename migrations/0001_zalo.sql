CREATE TABLE "account_codes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "account_codes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person_id" bigint NOT NULL,
	"code_hmac" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_by" bigint,
	"used_at" timestamp with time zone,
	CONSTRAINT "account_codes_code_hmac_unique" UNIQUE("code_hmac")
);
--> statement-breakpoint
CREATE TABLE "bot_credentials" (
	"bot_id" bigint PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"warned_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "bot_logins" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "bot_logins_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"bot_id" bigint NOT NULL,
	"chat_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'requested' NOT NULL,
	"claimed_by" bigint,
	"qr" text,
	"qr_expires_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "bot_logins_province_id_key" UNIQUE("province_id","id")
);
--> statement-breakpoint
CREATE TABLE "questions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "questions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"chat_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"outbox_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"values" jsonb NOT NULL,
	"several" boolean NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	CONSTRAINT "questions_outbox_key" UNIQUE("outbox_id")
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "is_contact" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "bots" ADD COLUMN "state" text DEFAULT 'connecting' NOT NULL;--> statement-breakpoint
ALTER TABLE "bots" ADD COLUMN "state_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "bots" ADD COLUMN "state_reason" text;--> statement-breakpoint
ALTER TABLE "bots" ADD COLUMN "seen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "bots" ADD COLUMN "resume_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "bots" ADD COLUMN "displacements" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "bots" ADD COLUMN "told_state" text;--> statement-breakpoint
ALTER TABLE "chats" ADD COLUMN "names_officers" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "inbound" ADD COLUMN "alt_id" text;--> statement-breakpoint
ALTER TABLE "inbound" ADD COLUMN "message_id" text;--> statement-breakpoint
ALTER TABLE "inbound" ADD COLUMN "recalled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "persons" ADD COLUMN "preferred_platform" text;--> statement-breakpoint
ALTER TABLE "sent_links" ADD COLUMN "withdrawn_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "account_codes" ADD CONSTRAINT "account_codes_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_codes" ADD CONSTRAINT "account_codes_used_by_accounts_id_fk" FOREIGN KEY ("used_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bot_credentials" ADD CONSTRAINT "bot_credentials_bot_id_bots_id_fk" FOREIGN KEY ("bot_id") REFERENCES "public"."bots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bot_logins" ADD CONSTRAINT "bot_logins_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bot_logins" ADD CONSTRAINT "bot_logins_bot_id_bots_id_fk" FOREIGN KEY ("bot_id") REFERENCES "public"."bots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bot_logins" ADD CONSTRAINT "bot_logins_chat_id_chats_id_fk" FOREIGN KEY ("chat_id") REFERENCES "public"."chats"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bot_logins" ADD CONSTRAINT "bot_logins_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "questions" ADD CONSTRAINT "questions_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "questions" ADD CONSTRAINT "questions_chat_id_chats_id_fk" FOREIGN KEY ("chat_id") REFERENCES "public"."chats"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "questions" ADD CONSTRAINT "questions_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "questions" ADD CONSTRAINT "questions_province_id_outbox_id_outbox_province_id_id_fk" FOREIGN KEY ("province_id","outbox_id") REFERENCES "public"."outbox"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_codes_person_idx" ON "account_codes" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "questions_open_idx" ON "questions" USING btree ("chat_id","id") WHERE "questions"."answered_at" is null;--> statement-breakpoint
CREATE INDEX "attempts_chat_idx" ON "attempts" USING btree ("chat_id","started_at");--> statement-breakpoint
CREATE INDEX "inbound_message_idx" ON "inbound" USING btree ("bot_id","chat_native_id","message_id");--> statement-breakpoint
CREATE INDEX "outbox_codes_idx" ON "outbox" USING btree ("created_at") WHERE "outbox"."kind" = 'account_code';--> statement-breakpoint
CREATE INDEX "sent_links_submission_idx" ON "sent_links" USING btree ("submission_id");--> statement-breakpoint
CREATE INDEX "submissions_inbound_idx" ON "submissions" USING btree ("inbound_id");--> statement-breakpoint
ALTER TABLE "inbound" ADD CONSTRAINT "inbound_alt_key" UNIQUE("bot_id","alt_id");