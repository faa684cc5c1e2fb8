import {
  Prisma,
  type AuditHead,
  type AuditLine,
  type Changelog,
  type Check,
  type Observation,
  type Rollout,
  type Server,
  type Target,
  type Tenant,
} from './generated/client';

/** Rows as they are stored, for the engine. Whatever leaves the engine for a screen is a view. */
export type AuditHeadRow = AuditHead;
export type AuditLineRow = AuditLine;
export type ChangelogRow = Changelog;
export type CheckRow = Check;
export type ObservationRow = Observation;
export type RolloutRecord = Rollout;
export type ServerRow = Server;
export type TargetRecord = Target;
export type TenantRow = Tenant;

/** SQL's NULL in a JSON column, which is not JSON's `null`. */
export const JSON_ABSENT = Prisma.DbNull;

/** Changes of many rows at once. */
export type TargetChange = Prisma.TargetUpdateManyMutationInput;
