-- What Prisma's schema cannot draw: rules that hold whoever writes.

-- A tenant is in at most one live rollout.
CREATE UNIQUE INDEX "target_live_tenant" ON "target" ("tenant_id") WHERE "live";

-- A wave has at most one open request.
CREATE UNIQUE INDEX "approval_open_wave" ON "approval" ("wave_id") WHERE "state" = 'requested';

-- A tenant has at most one open hold.
CREATE UNIQUE INDEX "hold_open_tenant" ON "hold" ("tenant_id") WHERE "released_at" IS NULL;

CREATE INDEX "audit_line_unsealed" ON "audit_line" ("id") WHERE "seq" IS NULL;

-- The words of docs/architecture.md, so that no other word can be stored.
ALTER TABLE "person" ADD CONSTRAINT "person_role" CHECK ("role" IN ('viewer', 'operator', 'approver', 'admin'));
ALTER TABLE "tenant" ADD CONSTRAINT "tenant_criticality" CHECK ("criticality" IN ('low', 'normal', 'high', 'critical'));
ALTER TABLE "server" ADD CONSTRAINT "server_tls_mode" CHECK ("tls_mode" IN ('disable', 'require', 'verify-ca', 'verify-full'));
ALTER TABLE "server" ADD CONSTRAINT "server_max_concurrency" CHECK ("max_concurrency" BETWEEN 1 AND 256);
ALTER TABLE "observation" ADD CONSTRAINT "observation_state" CHECK ("state" IN
  ('ok', 'no_history', 'home_made', 'empty', 'schema_missing', 'unreachable', 'unreadable'));
ALTER TABLE "observation" ADD CONSTRAINT "observation_drift" CHECK ("drift" IN ('clean', 'drifted', 'unknown'));
ALTER TABLE "rollout" ADD CONSTRAINT "rollout_kind" CHECK ("kind" IN ('rollout', 'rollback'));
ALTER TABLE "rollout" ADD CONSTRAINT "rollout_strategy" CHECK ("strategy" IN ('phased', 'rolling'));
ALTER TABLE "rollout" ADD CONSTRAINT "rollout_state" CHECK ("state" IN
  ('draft', 'validating', 'ready', 'running', 'paused', 'aborting', 'aborted', 'completed', 'completed_with_exceptions', 'rolled_back'));
ALTER TABLE "rollout" ADD CONSTRAINT "rollout_pause_reason" CHECK (("state" = 'paused') = ("pause_reason" IS NOT NULL));
ALTER TABLE "wave" ADD CONSTRAINT "wave_state" CHECK ("state" IN
  ('pending', 'applying', 'soaking', 'settled', 'passed', 'failed', 'aborted', 'skipped'));
ALTER TABLE "wave" ADD CONSTRAINT "wave_tolerance" CHECK ("tolerance" >= 0);
ALTER TABLE "target" ADD CONSTRAINT "target_state" CHECK ("state" IN
  ('pending', 'queued', 'running', 'succeeded', 'failed', 'quarantined', 'skipped', 'excluded', 'cancelled', 'rolled_back', 'rollback_failed'));
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_state" CHECK ("state" IN ('running', 'succeeded', 'failed', 'cancelled', 'lost'));
ALTER TABLE "verdict" ADD CONSTRAINT "verdict_verdict" CHECK ("verdict" IN ('passed', 'failed', 'inconclusive', 'no_data', 'error'));
ALTER TABLE "verdict" ADD CONSTRAINT "verdict_accepted" CHECK (("accepted_by_id" IS NULL) = ("accepted_reason" IS NULL));
ALTER TABLE "approval" ADD CONSTRAINT "approval_state" CHECK ("state" IN ('requested', 'approved', 'rejected', 'expired', 'superseded'));
ALTER TABLE "approval_decision" ADD CONSTRAINT "approval_decision_word" CHECK ("decision" IN ('approved', 'rejected'));
ALTER TABLE "audit_line" ADD CONSTRAINT "audit_line_outcome" CHECK ("outcome" IN ('done', 'refused'));
ALTER TABLE "audit_head" ADD CONSTRAINT "audit_head_single" CHECK ("id" = 1);

-- Four eyes: whoever had a hand in a rollout never decides on it. GS001 is named in lib/db/sqlstates.ts.
CREATE FUNCTION "refuse_own_approval"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  hand text;
BEGIN
  SELECT h."verb" INTO hand
  FROM "rollout_hand" h JOIN "approval" a ON a."rollout_id" = h."rollout_id"
  WHERE a."id" = NEW."approval_id" AND h."person_id" = NEW."person_id"
  LIMIT 1;
  IF hand IS NOT NULL THEN
    RAISE EXCEPTION 'four eyes: this person had a hand in the rollout (%)', hand USING ERRCODE = 'GS001';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM "person" p WHERE p."id" = NEW."person_id" AND p."disabled_at" IS NULL AND p."role" IN ('approver', 'admin')) THEN
    RAISE EXCEPTION 'only an approver or administrator decides' USING ERRCODE = 'GS002';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "approval_decision_four_eyes" BEFORE INSERT OR UPDATE ON "approval_decision"
  FOR EACH ROW EXECUTE FUNCTION "refuse_own_approval"();

-- Published scripts never change.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is immutable', TG_TABLE_NAME USING ERRCODE = 'GS003';
END $$;
CREATE TRIGGER "release_migration_immutable" BEFORE UPDATE OR DELETE ON "release_migration"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

-- Audit lines are appended, sealed once, and never touched again.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD."seq" IS NULL AND NEW."seq" IS NOT NULL
     AND (to_jsonb(NEW) - 'seq' - 'prev_hash' - 'hash') = (to_jsonb(OLD) - 'seq' - 'prev_hash' - 'hash') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit lines are append-only' USING ERRCODE = 'GS003';
END $$;
CREATE TRIGGER "audit_line_append_only" BEFORE UPDATE OR DELETE ON "audit_line"
  FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
