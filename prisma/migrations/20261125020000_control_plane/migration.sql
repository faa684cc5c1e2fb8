
-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "session_version" INTEGER NOT NULL DEFAULT 1,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setup_token" (
    "token_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "setup_token_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "login_attempt" (
    "id" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "login_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "changelog" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "changelog_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "server" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "environment" TEXT NOT NULL DEFAULT 'production',
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL DEFAULT 5432,
    "tls_mode" TEXT NOT NULL DEFAULT 'disable',
    "ca" TEXT,
    "maintenance_database" TEXT NOT NULL DEFAULT 'postgres',
    "username" TEXT NOT NULL,
    "credential" TEXT,
    "observer_username" TEXT,
    "observer_credential" TEXT,
    "run_as_role" TEXT,
    "history_schema" TEXT,
    "history_table" TEXT NOT NULL DEFAULT 'flyway_schema_history',
    "max_concurrency" INTEGER NOT NULL DEFAULT 4,
    "major" INTEGER,
    "last_problem" JSONB,
    "observed_at" TIMESTAMPTZ(3),
    "archived_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "server_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tenant" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "server_id" UUID NOT NULL,
    "database" TEXT NOT NULL,
    "schema" TEXT NOT NULL,
    "changelog_id" UUID NOT NULL,
    "tier" TEXT NOT NULL DEFAULT 'standard',
    "region" TEXT NOT NULL DEFAULT 'default',
    "criticality" TEXT NOT NULL DEFAULT 'normal',
    "labels" JSONB NOT NULL DEFAULT '{}',
    "placeholders" JSONB NOT NULL DEFAULT '{}',
    "version_query" TEXT,
    "archived_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "observation" (
    "tenant_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "current_version" TEXT,
    "history_digest" TEXT,
    "history" JSONB NOT NULL DEFAULT '[]',
    "fingerprint" TEXT,
    "expected_fingerprint" TEXT,
    "drift" TEXT NOT NULL DEFAULT 'unknown',
    "server_major" INTEGER,
    "problem" JSONB,
    "verified_at" TIMESTAMPTZ(3),
    "attempted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "observation_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "expected_fingerprint" (
    "set_hash" TEXT NOT NULL,
    "server_major" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "objects" JSONB NOT NULL,
    "built_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "expected_fingerprint_pkey" PRIMARY KEY ("set_hash","server_major")
);

-- CreateTable
CREATE TABLE "hold" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "version" TEXT,
    "owner_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "released_at" TIMESTAMPTZ(3),
    "released_by_id" UUID,

    CONSTRAINT "hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release" (
    "id" UUID NOT NULL,
    "changelog_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "target_version" TEXT,
    "digest" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "placeholders" JSONB NOT NULL DEFAULT '{}',
    "published_by_id" UUID NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "release_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release_migration" (
    "release_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "version" TEXT,
    "description" TEXT NOT NULL,
    "script" TEXT NOT NULL,
    "sql" TEXT NOT NULL,
    "checksum" INTEGER NOT NULL,
    "execute_in_transaction" BOOLEAN,
    "placeholder_replacement" BOOLEAN NOT NULL DEFAULT true,
    "statements" INTEGER NOT NULL,
    "transactional" BOOLEAN NOT NULL,

    CONSTRAINT "release_migration_pkey" PRIMARY KEY ("release_id","position")
);

-- CreateTable
CREATE TABLE "wave_template" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "waves" JSONB NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "wave_template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "check" (
    "id" UUID NOT NULL,
    "changelog_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "sql" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "expectation" JSONB NOT NULL,
    "timeout_ms" INTEGER NOT NULL DEFAULT 5000,
    "row_cap" INTEGER NOT NULL DEFAULT 20,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "check_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollout" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'rollout',
    "name" TEXT NOT NULL,
    "release_id" UUID NOT NULL,
    "origin_id" UUID,
    "target_version" TEXT,
    "strategy" TEXT NOT NULL DEFAULT 'phased',
    "state" TEXT NOT NULL,
    "pause_reason" TEXT,
    "paused_by_id" UUID,
    "max_concurrency" INTEGER NOT NULL DEFAULT 8,
    "lock_timeout_ms" INTEGER NOT NULL DEFAULT 500,
    "statement_timeout_ms" INTEGER NOT NULL DEFAULT 60000,
    "max_attempts" INTEGER NOT NULL DEFAULT 3,
    "approvals_required" INTEGER NOT NULL DEFAULT 1,
    "approval_hours" INTEGER NOT NULL DEFAULT 72,
    "pace_ms" INTEGER NOT NULL DEFAULT 0,
    "plan_hash" TEXT NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "rollout_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wave" (
    "id" UUID NOT NULL,
    "rollout_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "rule" JSONB NOT NULL,
    "tolerance" INTEGER NOT NULL DEFAULT 0,
    "budget_mode" TEXT NOT NULL DEFAULT 'strict',
    "on_exhausted" TEXT NOT NULL DEFAULT 'halt',
    "soak_ms" INTEGER NOT NULL DEFAULT 0,
    "soak_ends_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "passed_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "wave_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "target" (
    "id" UUID NOT NULL,
    "rollout_id" UUID NOT NULL,
    "wave_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "server_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "from_version" TEXT,
    "to_version" TEXT,
    "scripts" JSONB NOT NULL DEFAULT '[]',
    "live" BOOLEAN NOT NULL DEFAULT true,
    "attempt_id" UUID,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "changed" BOOLEAN NOT NULL DEFAULT false,
    "counted_failure" BOOLEAN NOT NULL DEFAULT false,
    "failure" JSONB,
    "included_reason" TEXT,
    "cancel_requested_at" TIMESTAMPTZ(3),
    "retry_at" TIMESTAMPTZ(3),
    "queued_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "target_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt" (
    "id" UUID NOT NULL,
    "target_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "worker_id" TEXT,
    "step" TEXT NOT NULL,
    "steps" JSONB NOT NULL DEFAULT '[]',
    "results" JSONB NOT NULL DEFAULT '[]',
    "log" JSONB NOT NULL DEFAULT '[]',
    "failure" JSONB,
    "history_before" JSONB,
    "history_after" JSONB,
    "backend_pid" INTEGER,
    "backend_start" TEXT,
    "blockers" JSONB,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verdict" (
    "id" UUID NOT NULL,
    "target_id" UUID NOT NULL,
    "attempt_id" UUID NOT NULL,
    "check" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "measured" TEXT,
    "limit" TEXT,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "duration_ms" INTEGER NOT NULL DEFAULT 0,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "accepted_by_id" UUID,
    "accepted_reason" TEXT,
    "accepted_at" TIMESTAMPTZ(3),

    CONSTRAINT "verdict_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval" (
    "id" UUID NOT NULL,
    "rollout_id" UUID NOT NULL,
    "wave_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "note" TEXT,
    "requested_by_id" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval_decision" (
    "approval_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "decision" TEXT NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "approval_decision_pkey" PRIMARY KEY ("approval_id","person_id")
);

-- CreateTable
CREATE TABLE "rollout_hand" (
    "rollout_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "verb" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rollout_hand_pkey" PRIMARY KEY ("rollout_id","person_id","verb")
);

-- CreateTable
CREATE TABLE "event" (
    "id" BIGSERIAL NOT NULL,
    "rollout_id" UUID NOT NULL,
    "wave_id" UUID,
    "target_id" UUID,
    "actor_id" UUID,
    "verb" TEXT NOT NULL,
    "from_state" TEXT,
    "to_state" TEXT,
    "reason" TEXT,
    "data" JSONB NOT NULL DEFAULT '{}',
    "idempotency_key" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_line" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" UUID,
    "actor" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "label" TEXT NOT NULL DEFAULT '',
    "outcome" TEXT NOT NULL,
    "code" TEXT,
    "reason" TEXT,
    "data" JSONB NOT NULL DEFAULT '{}',
    "seq" BIGINT,
    "prev_hash" TEXT,
    "hash" TEXT,

    CONSTRAINT "audit_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_head" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "seq" BIGINT NOT NULL DEFAULT 0,
    "hash" TEXT NOT NULL,
    "mac" TEXT NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "concurrency" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE INDEX "login_attempt_key_at_idx" ON "login_attempt"("key", "at");

-- CreateIndex
CREATE UNIQUE INDEX "changelog_key_key" ON "changelog"("key");

-- CreateIndex
CREATE UNIQUE INDEX "server_key_key" ON "server"("key");

-- CreateIndex
CREATE UNIQUE INDEX "tenant_key_key" ON "tenant"("key");

-- CreateIndex
CREATE INDEX "tenant_changelog_id_idx" ON "tenant"("changelog_id");

-- CreateIndex
CREATE UNIQUE INDEX "tenant_server_id_database_schema_key" ON "tenant"("server_id", "database", "schema");

-- CreateIndex
CREATE INDEX "hold_tenant_id_idx" ON "hold"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "release_changelog_id_name_key" ON "release"("changelog_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "wave_template_name_key" ON "wave_template"("name");

-- CreateIndex
CREATE UNIQUE INDEX "check_changelog_id_name_key" ON "check"("changelog_id", "name");

-- CreateIndex
CREATE INDEX "rollout_state_idx" ON "rollout"("state");

-- CreateIndex
CREATE UNIQUE INDEX "wave_rollout_id_position_key" ON "wave"("rollout_id", "position");

-- CreateIndex
CREATE INDEX "target_wave_id_state_idx" ON "target"("wave_id", "state");

-- CreateIndex
CREATE INDEX "target_server_id_state_idx" ON "target"("server_id", "state");

-- CreateIndex
CREATE INDEX "target_tenant_id_idx" ON "target"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "target_rollout_id_tenant_id_key" ON "target"("rollout_id", "tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "attempt_target_id_number_key" ON "attempt"("target_id", "number");

-- CreateIndex
CREATE INDEX "verdict_target_id_idx" ON "verdict"("target_id");

-- CreateIndex
CREATE UNIQUE INDEX "verdict_attempt_id_check_key" ON "verdict"("attempt_id", "check");

-- CreateIndex
CREATE INDEX "approval_wave_id_state_idx" ON "approval"("wave_id", "state");

-- CreateIndex
CREATE INDEX "event_rollout_id_id_idx" ON "event"("rollout_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "event_rollout_id_idempotency_key_key" ON "event"("rollout_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "audit_line_seq_key" ON "audit_line"("seq");

-- CreateIndex
CREATE INDEX "audit_line_subject_idx" ON "audit_line"("subject");

-- AddForeignKey
ALTER TABLE "tenant" ADD CONSTRAINT "tenant_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "server"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tenant" ADD CONSTRAINT "tenant_changelog_id_fkey" FOREIGN KEY ("changelog_id") REFERENCES "changelog"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "observation" ADD CONSTRAINT "observation_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold" ADD CONSTRAINT "hold_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold" ADD CONSTRAINT "hold_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release" ADD CONSTRAINT "release_changelog_id_fkey" FOREIGN KEY ("changelog_id") REFERENCES "changelog"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release" ADD CONSTRAINT "release_published_by_id_fkey" FOREIGN KEY ("published_by_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_migration" ADD CONSTRAINT "release_migration_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "check" ADD CONSTRAINT "check_changelog_id_fkey" FOREIGN KEY ("changelog_id") REFERENCES "changelog"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout" ADD CONSTRAINT "rollout_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout" ADD CONSTRAINT "rollout_origin_id_fkey" FOREIGN KEY ("origin_id") REFERENCES "rollout"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout" ADD CONSTRAINT "rollout_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wave" ADD CONSTRAINT "wave_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "target" ADD CONSTRAINT "target_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "target" ADD CONSTRAINT "target_wave_id_fkey" FOREIGN KEY ("wave_id") REFERENCES "wave"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "target" ADD CONSTRAINT "target_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "target" ADD CONSTRAINT "target_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "server"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verdict" ADD CONSTRAINT "verdict_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval" ADD CONSTRAINT "approval_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval" ADD CONSTRAINT "approval_wave_id_fkey" FOREIGN KEY ("wave_id") REFERENCES "wave"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval" ADD CONSTRAINT "approval_requested_by_id_fkey" FOREIGN KEY ("requested_by_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_decision" ADD CONSTRAINT "approval_decision_approval_id_fkey" FOREIGN KEY ("approval_id") REFERENCES "approval"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_decision" ADD CONSTRAINT "approval_decision_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout_hand" ADD CONSTRAINT "rollout_hand_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout_hand" ADD CONSTRAINT "rollout_hand_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;
