CREATE TABLE "accounts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "accounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"bot_id" bigint NOT NULL,
	"native_id" text NOT NULL,
	"person_id" bigint,
	"name" text NOT NULL,
	"username" text,
	CONSTRAINT "accounts_native_key" UNIQUE("bot_id","native_id")
);
--> statement-breakpoint
CREATE TABLE "agencies" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "agencies_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"short_name" text NOT NULL,
	"active_from" date,
	"active_to" date,
	CONSTRAINT "agencies_province_code_key" UNIQUE("province_id","code"),
	CONSTRAINT "agencies_province_id_key" UNIQUE("province_id","id")
);
--> statement-breakpoint
CREATE TABLE "agency_aliases" (
	"province_id" bigint NOT NULL,
	"agency_id" bigint NOT NULL,
	"alias" text NOT NULL,
	CONSTRAINT "agency_aliases_province_id_alias_pk" PRIMARY KEY("province_id","alias")
);
--> statement-breakpoint
CREATE TABLE "agency_group_members" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "agency_group_members_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"group_id" bigint NOT NULL,
	"agency_id" bigint NOT NULL,
	"from_on" date,
	"to_on" date,
	CONSTRAINT "agency_group_members_key" UNIQUE NULLS NOT DISTINCT("group_id","agency_id","from_on")
);
--> statement-breakpoint
CREATE TABLE "agency_groups" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "agency_groups_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "agency_groups_province_code_key" UNIQUE("province_id","code"),
	CONSTRAINT "agency_groups_province_id_key" UNIQUE("province_id","id")
);
--> statement-breakpoint
CREATE TABLE "article_urls" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "article_urls_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"article_id" bigint NOT NULL,
	"url_key" text NOT NULL,
	"url" text NOT NULL,
	CONSTRAINT "article_urls_key" UNIQUE("province_id","url_key")
);
--> statement-breakpoint
CREATE TABLE "articles" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "articles_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"title" text,
	"first_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "articles_province_id_key" UNIQUE("province_id","id")
);
--> statement-breakpoint
CREATE TABLE "assignments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "assignments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"agency_id" bigint NOT NULL,
	"duty_id" bigint NOT NULL,
	"duty_version_id" bigint NOT NULL,
	"period_key" text NOT NULL,
	"period_title" text,
	"starts_on" date NOT NULL,
	"ends_on" date NOT NULL,
	"computed_due_on" date NOT NULL,
	"extended_due_on" date,
	"due_at" timestamp with time zone NOT NULL,
	"quota_override" integer,
	"excused_at" timestamp with time zone,
	"excused_reason" text,
	"locked_at" timestamp with time zone,
	"held" boolean DEFAULT false NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"next_remind_at" timestamp with time zone,
	CONSTRAINT "assignments_key" UNIQUE("agency_id","duty_id","period_key"),
	CONSTRAINT "assignments_province_id_key" UNIQUE("province_id","id")
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "attempts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"outbox_id" bigint NOT NULL,
	"chat_id" bigint NOT NULL,
	"part" integer NOT NULL,
	"text" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	"outcome" text,
	"native_ids" jsonb,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "bot_provinces" (
	"bot_id" bigint NOT NULL,
	"province_id" bigint NOT NULL,
	CONSTRAINT "bot_provinces_bot_id_province_id_pk" PRIMARY KEY("bot_id","province_id")
);
--> statement-breakpoint
CREATE TABLE "bots" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "bots_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"platform" text NOT NULL,
	"native_id" text NOT NULL,
	"username" text,
	"paused_until" timestamp with time zone,
	CONSTRAINT "bots_native_key" UNIQUE("platform","native_id")
);
--> statement-breakpoint
CREATE TABLE "chats" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "chats_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"bot_id" bigint NOT NULL,
	"native_id" text NOT NULL,
	"topic" text DEFAULT '' NOT NULL,
	"kind" text NOT NULL,
	"account_id" bigint,
	"province_id" bigint,
	"agency_id" bigint,
	"moved_to" text,
	"gone_at" timestamp with time zone,
	"gone_reason" text,
	"paused_until" timestamp with time zone,
	CONSTRAINT "chats_native_key" UNIQUE("bot_id","native_id","topic"),
	CONSTRAINT "chats_agency_has_province" CHECK ("chats"."agency_id" is null or "chats"."province_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "credits" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "credits_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"submission_id" bigint NOT NULL,
	"assignment_id" bigint NOT NULL,
	"channel" text NOT NULL,
	"duty_id" bigint NOT NULL,
	"article_id" bigint,
	"credited_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "deployment" (
	"key" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"province_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	CONSTRAINT "digests_province_id_kind_pk" PRIMARY KEY("province_id","kind")
);
--> statement-breakpoint
CREATE TABLE "duties" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "duties_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"plan_id" bigint NOT NULL,
	"key" text NOT NULL,
	CONSTRAINT "duties_plan_key_key" UNIQUE("plan_id","key"),
	CONSTRAINT "duties_province_id_key" UNIQUE("province_id","id")
);
--> statement-breakpoint
CREATE TABLE "duty_versions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "duty_versions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"duty_id" bigint NOT NULL,
	"plan_version_id" bigint NOT NULL,
	"rule" jsonb NOT NULL,
	CONSTRAINT "duty_versions_key" UNIQUE("duty_id","plan_version_id"),
	CONSTRAINT "duty_versions_province_id_key" UNIQUE("province_id","id")
);
--> statement-breakpoint
CREATE TABLE "inbound" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "inbound_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"bot_id" bigint NOT NULL,
	"native_id" text NOT NULL,
	"chat_native_id" text NOT NULL,
	"raw" json NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'new' NOT NULL,
	"outcome" text,
	"account_id" bigint,
	"failures" integer DEFAULT 0 NOT NULL,
	"error" text,
	"available_at" timestamp with time zone NOT NULL,
	"handled_at" timestamp with time zone,
	CONSTRAINT "inbound_native_key" UNIQUE("bot_id","native_id")
);
--> statement-breakpoint
CREATE TABLE "invite_uses" (
	"invite_id" bigint NOT NULL,
	"account_id" bigint NOT NULL,
	"used_at" timestamp with time zone NOT NULL,
	CONSTRAINT "invite_uses_invite_id_account_id_pk" PRIMARY KEY("invite_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "invites" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "invites_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"agency_id" bigint,
	"role" text NOT NULL,
	"code_hmac" text NOT NULL,
	"max_uses" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "invites_code_hmac_unique" UNIQUE("code_hmac")
);
--> statement-breakpoint
CREATE TABLE "membership_duties" (
	"province_id" bigint NOT NULL,
	"membership_id" bigint NOT NULL,
	"duty_id" bigint NOT NULL,
	CONSTRAINT "membership_duties_membership_id_duty_id_pk" PRIMARY KEY("membership_id","duty_id")
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "memberships_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"agency_id" bigint,
	"person_id" bigint NOT NULL,
	"role" text NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date,
	CONSTRAINT "memberships_province_id_key" UNIQUE("province_id","id"),
	CONSTRAINT "memberships_officer_has_agency" CHECK ("memberships"."role" <> 'officer' or "memberships"."agency_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"person_id" bigint,
	"chat_id" bigint NOT NULL,
	"dedupe_key" text NOT NULL,
	"kind" text NOT NULL,
	"args" jsonb NOT NULL,
	"version" integer NOT NULL,
	"class" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"available_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"claimed_by" bigint,
	"parts" jsonb,
	"parts_sent" integer DEFAULT 0 NOT NULL,
	"doubts" integer DEFAULT 0 NOT NULL,
	"faults" integer DEFAULT 0 NOT NULL,
	"reason" text,
	"settled_at" timestamp with time zone,
	CONSTRAINT "outbox_dedupe_key_unique" UNIQUE("dedupe_key"),
	CONSTRAINT "outbox_province_id_key" UNIQUE("province_id","id")
);
--> statement-breakpoint
CREATE TABLE "persons" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "persons_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"language" text DEFAULT 'vi' NOT NULL,
	"merged_into" bigint,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plan_versions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "plan_versions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"plan_id" bigint NOT NULL,
	"n" integer NOT NULL,
	"effective_on" date NOT NULL,
	"source" text NOT NULL,
	"hash" text NOT NULL,
	"imported_at" timestamp with time zone NOT NULL,
	"chase_from" timestamp with time zone,
	CONSTRAINT "plan_versions_n_key" UNIQUE("plan_id","n"),
	CONSTRAINT "plan_versions_province_id_key" UNIQUE("province_id","id")
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "plans_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"year" integer NOT NULL,
	"opened_through_on" date,
	"reopen" boolean DEFAULT true NOT NULL,
	CONSTRAINT "plans_province_code_key" UNIQUE("province_id","code"),
	CONSTRAINT "plans_province_id_key" UNIQUE("province_id","id")
);
--> statement-breakpoint
CREATE TABLE "provinces" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "provinces_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"code" text NOT NULL,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	CONSTRAINT "provinces_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "reminders" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reminders_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"assignment_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"rung" text NOT NULL,
	"step" text NOT NULL,
	"repetition" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"planned_at" timestamp with time zone NOT NULL,
	"release_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'planned' NOT NULL,
	"reason" text,
	"outbox_id" bigint
);
--> statement-breakpoint
CREATE TABLE "requirements" (
	"province_id" bigint NOT NULL,
	"duty_version_id" bigint NOT NULL,
	"channel" text NOT NULL,
	"min" integer NOT NULL,
	CONSTRAINT "requirements_duty_version_id_channel_pk" PRIMARY KEY("duty_version_id","channel")
);
--> statement-breakpoint
CREATE TABLE "sent_links" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sent_links_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"agency_id" bigint NOT NULL,
	"inbound_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"url" text NOT NULL,
	"host" text NOT NULL,
	"outcome" text NOT NULL,
	"channel" text,
	"submission_id" bigint,
	"assignment_id" bigint,
	"receipt_id" bigint NOT NULL,
	CONSTRAINT "sent_links_key" UNIQUE("inbound_id","position")
);
--> statement-breakpoint
CREATE TABLE "sites" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sites_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"agency_id" bigint,
	"host" text NOT NULL,
	"path" text DEFAULT '' NOT NULL,
	"channel" text NOT NULL,
	"verified" boolean DEFAULT false NOT NULL,
	"from_on" date,
	"to_on" date,
	CONSTRAINT "sites_address_key" UNIQUE NULLS NOT DISTINCT("province_id","host","path","from_on"),
	CONSTRAINT "sites_province_id_key" UNIQUE("province_id","id")
);
--> statement-breakpoint
CREATE TABLE "submissions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "submissions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"province_id" bigint NOT NULL,
	"agency_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"article_id" bigint,
	"site_id" bigint,
	"note" text,
	"inbound_id" bigint,
	"sent_at" timestamp with time zone NOT NULL,
	"withdrawn_at" timestamp with time zone,
	CONSTRAINT "submissions_province_id_key" UNIQUE("province_id","id"),
	CONSTRAINT "submissions_link_has_article" CHECK ("submissions"."kind" <> 'link' or "submissions"."article_id" is not null)
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_bot_id_bots_id_fk" FOREIGN KEY ("bot_id") REFERENCES "public"."bots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agencies" ADD CONSTRAINT "agencies_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agency_aliases" ADD CONSTRAINT "agency_aliases_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agency_aliases" ADD CONSTRAINT "agency_aliases_province_id_agency_id_agencies_province_id_id_fk" FOREIGN KEY ("province_id","agency_id") REFERENCES "public"."agencies"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agency_group_members" ADD CONSTRAINT "agency_group_members_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agency_group_members" ADD CONSTRAINT "agency_group_members_province_id_group_id_agency_groups_province_id_id_fk" FOREIGN KEY ("province_id","group_id") REFERENCES "public"."agency_groups"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agency_group_members" ADD CONSTRAINT "agency_group_members_province_id_agency_id_agencies_province_id_id_fk" FOREIGN KEY ("province_id","agency_id") REFERENCES "public"."agencies"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agency_groups" ADD CONSTRAINT "agency_groups_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_urls" ADD CONSTRAINT "article_urls_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_urls" ADD CONSTRAINT "article_urls_province_id_article_id_articles_province_id_id_fk" FOREIGN KEY ("province_id","article_id") REFERENCES "public"."articles"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "articles" ADD CONSTRAINT "articles_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_province_id_agency_id_agencies_province_id_id_fk" FOREIGN KEY ("province_id","agency_id") REFERENCES "public"."agencies"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_province_id_duty_id_duties_province_id_id_fk" FOREIGN KEY ("province_id","duty_id") REFERENCES "public"."duties"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_province_id_duty_version_id_duty_versions_province_id_id_fk" FOREIGN KEY ("province_id","duty_version_id") REFERENCES "public"."duty_versions"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_chat_id_chats_id_fk" FOREIGN KEY ("chat_id") REFERENCES "public"."chats"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_province_id_outbox_id_outbox_province_id_id_fk" FOREIGN KEY ("province_id","outbox_id") REFERENCES "public"."outbox"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bot_provinces" ADD CONSTRAINT "bot_provinces_bot_id_bots_id_fk" FOREIGN KEY ("bot_id") REFERENCES "public"."bots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bot_provinces" ADD CONSTRAINT "bot_provinces_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chats" ADD CONSTRAINT "chats_bot_id_bots_id_fk" FOREIGN KEY ("bot_id") REFERENCES "public"."bots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chats" ADD CONSTRAINT "chats_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chats" ADD CONSTRAINT "chats_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chats" ADD CONSTRAINT "chats_province_id_agency_id_agencies_province_id_id_fk" FOREIGN KEY ("province_id","agency_id") REFERENCES "public"."agencies"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credits" ADD CONSTRAINT "credits_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credits" ADD CONSTRAINT "credits_province_id_submission_id_submissions_province_id_id_fk" FOREIGN KEY ("province_id","submission_id") REFERENCES "public"."submissions"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credits" ADD CONSTRAINT "credits_province_id_assignment_id_assignments_province_id_id_fk" FOREIGN KEY ("province_id","assignment_id") REFERENCES "public"."assignments"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credits" ADD CONSTRAINT "credits_province_id_duty_id_duties_province_id_id_fk" FOREIGN KEY ("province_id","duty_id") REFERENCES "public"."duties"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credits" ADD CONSTRAINT "credits_province_id_article_id_articles_province_id_id_fk" FOREIGN KEY ("province_id","article_id") REFERENCES "public"."articles"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digests" ADD CONSTRAINT "digests_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duties" ADD CONSTRAINT "duties_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duties" ADD CONSTRAINT "duties_province_id_plan_id_plans_province_id_id_fk" FOREIGN KEY ("province_id","plan_id") REFERENCES "public"."plans"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_versions" ADD CONSTRAINT "duty_versions_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_versions" ADD CONSTRAINT "duty_versions_province_id_duty_id_duties_province_id_id_fk" FOREIGN KEY ("province_id","duty_id") REFERENCES "public"."duties"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_versions" ADD CONSTRAINT "duty_versions_province_id_plan_version_id_plan_versions_province_id_id_fk" FOREIGN KEY ("province_id","plan_version_id") REFERENCES "public"."plan_versions"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound" ADD CONSTRAINT "inbound_bot_id_bots_id_fk" FOREIGN KEY ("bot_id") REFERENCES "public"."bots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound" ADD CONSTRAINT "inbound_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invite_uses" ADD CONSTRAINT "invite_uses_invite_id_invites_id_fk" FOREIGN KEY ("invite_id") REFERENCES "public"."invites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invite_uses" ADD CONSTRAINT "invite_uses_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_province_id_agency_id_agencies_province_id_id_fk" FOREIGN KEY ("province_id","agency_id") REFERENCES "public"."agencies"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "membership_duties" ADD CONSTRAINT "membership_duties_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "membership_duties" ADD CONSTRAINT "membership_duties_province_id_membership_id_memberships_province_id_id_fk" FOREIGN KEY ("province_id","membership_id") REFERENCES "public"."memberships"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "membership_duties" ADD CONSTRAINT "membership_duties_province_id_duty_id_duties_province_id_id_fk" FOREIGN KEY ("province_id","duty_id") REFERENCES "public"."duties"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_province_id_agency_id_agencies_province_id_id_fk" FOREIGN KEY ("province_id","agency_id") REFERENCES "public"."agencies"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_chat_id_chats_id_fk" FOREIGN KEY ("chat_id") REFERENCES "public"."chats"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "persons" ADD CONSTRAINT "persons_merged_into_persons_id_fk" FOREIGN KEY ("merged_into") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_versions" ADD CONSTRAINT "plan_versions_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_versions" ADD CONSTRAINT "plan_versions_province_id_plan_id_plans_province_id_id_fk" FOREIGN KEY ("province_id","plan_id") REFERENCES "public"."plans"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_province_id_assignment_id_assignments_province_id_id_fk" FOREIGN KEY ("province_id","assignment_id") REFERENCES "public"."assignments"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_province_id_outbox_id_outbox_province_id_id_fk" FOREIGN KEY ("province_id","outbox_id") REFERENCES "public"."outbox"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requirements" ADD CONSTRAINT "requirements_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requirements" ADD CONSTRAINT "requirements_province_id_duty_version_id_duty_versions_province_id_id_fk" FOREIGN KEY ("province_id","duty_version_id") REFERENCES "public"."duty_versions"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sent_links" ADD CONSTRAINT "sent_links_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sent_links" ADD CONSTRAINT "sent_links_inbound_id_inbound_id_fk" FOREIGN KEY ("inbound_id") REFERENCES "public"."inbound"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sent_links" ADD CONSTRAINT "sent_links_province_id_agency_id_agencies_province_id_id_fk" FOREIGN KEY ("province_id","agency_id") REFERENCES "public"."agencies"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sent_links" ADD CONSTRAINT "sent_links_province_id_submission_id_submissions_province_id_id_fk" FOREIGN KEY ("province_id","submission_id") REFERENCES "public"."submissions"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sent_links" ADD CONSTRAINT "sent_links_province_id_assignment_id_assignments_province_id_id_fk" FOREIGN KEY ("province_id","assignment_id") REFERENCES "public"."assignments"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sent_links" ADD CONSTRAINT "sent_links_province_id_receipt_id_outbox_province_id_id_fk" FOREIGN KEY ("province_id","receipt_id") REFERENCES "public"."outbox"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_province_id_agency_id_agencies_province_id_id_fk" FOREIGN KEY ("province_id","agency_id") REFERENCES "public"."agencies"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_province_id_provinces_id_fk" FOREIGN KEY ("province_id") REFERENCES "public"."provinces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_inbound_id_inbound_id_fk" FOREIGN KEY ("inbound_id") REFERENCES "public"."inbound"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_province_id_agency_id_agencies_province_id_id_fk" FOREIGN KEY ("province_id","agency_id") REFERENCES "public"."agencies"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_province_id_article_id_articles_province_id_id_fk" FOREIGN KEY ("province_id","article_id") REFERENCES "public"."articles"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_province_id_site_id_sites_province_id_id_fk" FOREIGN KEY ("province_id","site_id") REFERENCES "public"."sites"("province_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accounts_person_idx" ON "accounts" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "assignments_next_remind_idx" ON "assignments" USING btree ("next_remind_at") WHERE "assignments"."next_remind_at" is not null;--> statement-breakpoint
CREATE INDEX "assignments_province_due_idx" ON "assignments" USING btree ("province_id","due_at");--> statement-breakpoint
CREATE INDEX "attempts_outbox_idx" ON "attempts" USING btree ("outbox_id");--> statement-breakpoint
CREATE INDEX "attempts_native_idx" ON "attempts" USING gin ("native_ids");--> statement-breakpoint
CREATE INDEX "chats_account_idx" ON "chats" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "credits_live_key" ON "credits" USING btree ("submission_id","assignment_id","channel") WHERE "credits"."revoked_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "credits_article_key" ON "credits" USING btree ("duty_id","channel","article_id") WHERE "credits"."revoked_at" is null and "credits"."article_id" is not null;--> statement-breakpoint
CREATE INDEX "credits_assignment_idx" ON "credits" USING btree ("assignment_id") WHERE "credits"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "inbound_waiting_idx" ON "inbound" USING btree ("bot_id","chat_native_id","id") WHERE "inbound"."state" = 'new';--> statement-breakpoint
CREATE INDEX "inbound_account_idx" ON "inbound" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "memberships_person_idx" ON "memberships" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "memberships_live_key" ON "memberships" USING btree ("province_id","person_id","role",coalesce("agency_id", 0)) WHERE "memberships"."to_on" is null;--> statement-breakpoint
CREATE INDEX "outbox_waiting_idx" ON "outbox" USING btree ("chat_id","class","id") WHERE "outbox"."state" in ('waiting', 'claimed');--> statement-breakpoint
CREATE UNIQUE INDEX "reminders_step_key" ON "reminders" USING btree ("assignment_id","person_id","rung","step","repetition","due_at") WHERE "reminders"."state" <> 'cancelled';--> statement-breakpoint
CREATE INDEX "reminders_planned_idx" ON "reminders" USING btree ("release_at") WHERE "reminders"."state" = 'planned';--> statement-breakpoint
CREATE INDEX "reminders_outbox_idx" ON "reminders" USING btree ("outbox_id");--> statement-breakpoint
CREATE INDEX "sent_links_receipt_idx" ON "sent_links" USING btree ("receipt_id");--> statement-breakpoint
CREATE UNIQUE INDEX "submissions_article_key" ON "submissions" USING btree ("agency_id","article_id") WHERE "submissions"."withdrawn_at" is null;