import { z } from 'zod';

/**
 * What every verb takes: one schema per verb, used by the form, the server action or route handler, and the engine's
 * caller alike. Messages name the remedy; the field's path and value are added at the edge.
 */
const id = z.uuid();
const expectedVersion = z.number().int().positive();
const reason = z.string().trim().min(3, 'Say why, in at least 3 characters.').max(1000, 'At most 1,000 characters.');
const slug = z
  .string()
  .trim()
  .min(1, 'Give a key.')
  .max(200, 'At most 200 characters.')
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u, 'Letters, digits, dots, dashes and underscores, starting with a letter or digit.');
const name = z.string().trim().min(1, 'Give a name.').max(200, 'At most 200 characters.');
/** PostgreSQL cuts identifiers at 63 bytes without a word: refuse earlier. */
const identifier = z
  .string()
  .min(1, 'Give a name.')
  .refine((text) => new TextEncoder().encode(text).length <= 63, 'PostgreSQL names have at most 63 bytes.')
  .refine((text) => !text.includes('\u0000'), 'A NUL character is not allowed.');
const sql = z
  .string()
  .trim()
  .min(1, 'Write one SQL statement.')
  .max(20_000, 'At most 20,000 characters.')
  .refine((text) => !text.includes('\u0000'), 'A NUL character is not allowed.');

const labels = z.record(z.string().min(1).max(60), z.string().max(200)).default({});
const placeholder = z.object({ value: z.string().max(4000), secret: z.boolean().default(false) });
/** For edits: a secret whose value is null keeps what is stored. */
const placeholderEdit = z.object({ value: z.string().max(4000).nullable(), secret: z.boolean().default(false) });
const placeholderName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.:-]*$/, 'Letters, digits and _ . : -').max(100);

// ---- people
export const password = z.string().min(10, 'At least 10 characters.').max(200);
export const role = z.enum(['viewer', 'operator', 'approver', 'admin']);
export const invitePerson = z.object({ email: z.email().max(200), name, role, password });
export const editPerson = z.object({
  personId: id,
  name: name.optional(),
  role: role.optional(),
  disabled: z.boolean().optional(),
  password: password.optional(),
});
export const changePassword = z.object({ current: z.string().max(200), next: password });
export const createFirstAdmin = z.object({ token: z.string().min(20).max(200), email: z.email().max(200), name, password });

// ---- servers
export const credential = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('password'), value: z.string().min(1, 'Give the password.').max(1000) }),
  z.object({
    kind: z.literal('env'),
    name: z.string().regex(/^GROUNDSWELL_CREDENTIAL_[A-Z0-9_]+$/, 'Only variables named GROUNDSWELL_CREDENTIAL_… may be read.'),
  }),
  /** No password: trust, peer or certificate authentication. */
  z.object({ kind: z.literal('none') }),
]);
const serverFields = z.object({
  name,
  environment: z.string().trim().min(1).max(60).default('production'),
  host: z.string().trim().min(1, 'Give a host.').max(255).regex(/^[^\s/@]+$/, 'A host name or address, without scheme or path.'),
  port: z.number().int().min(1).max(65535).default(5432),
  tlsMode: z.enum(['disable', 'require', 'verify-ca', 'verify-full']).default('require'),
  ca: z.string().max(20_000).nullable().default(null),
  maintenanceDatabase: identifier.default('postgres'),
  username: identifier,
  observerUsername: identifier.nullable().default(null),
  runAsRole: identifier.nullable().default(null),
  historySchema: identifier.nullable().default(null),
  historyTable: identifier.default('flyway_schema_history'),
  maxConcurrency: z.number().int().min(1).max(256).default(4),
});
export const registerServer = serverFields.extend({
  key: slug,
  credential,
  observerCredential: credential.nullable().default(null),
});
/** Changing host, port or TLS asks for the secret again: `credential` must then be given. */
export const editServer = serverFields.extend({
  serverId: id,
  expectedVersion,
  credential: credential.optional(),
  observerCredential: credential.nullable().optional(),
});
export const archiveServer = z.object({ serverId: id, expectedVersion });

// ---- tenants
export const criticality = z.enum(['low', 'normal', 'high', 'critical']);
const tenantFields = z.object({
  name,
  database: identifier,
  schema: identifier,
  tier: z.string().trim().min(1).max(60).default('standard'),
  region: z.string().trim().min(1).max(60).default('default'),
  criticality: criticality.default('normal'),
  labels,
  versionQuery: sql.nullable().default(null),
});
export const registerTenant = tenantFields.extend({
  key: slug,
  serverId: id,
  changelogKey: slug,
  placeholders: z.record(placeholderName, placeholder).default({}),
});
/** Also moves: another server, database or schema. */
export const editTenant = tenantFields.extend({
  tenantId: id,
  expectedVersion,
  serverId: id,
  placeholders: z.record(placeholderName, placeholderEdit).default({}),
});
export const archiveTenant = z.object({ tenantId: id, expectedVersion, reason });
/** CSV header: key,name,server,database,schema,changelog,tier,region,criticality, then `label:<name>` and `placeholder:<name>`. */
export const importTenants = z.object({ csv: z.string().min(1, 'The file is empty.').max(5_000_000, 'At most 5 MB.'), dryRun: z.boolean() });
export const findTenants = z.object({
  serverId: id,
  /** `*` and `?` as in a shell. */
  databasePattern: z.string().min(1).max(200).default('*'),
  schemaPattern: z.string().min(1).max(200).default('*'),
  onlyWithHistory: z.boolean().default(true),
});
export const discoverTenants = z.object({
  serverId: id,
  changelogKey: slug,
  tier: z.string().trim().min(1).max(60).default('standard'),
  region: z.string().trim().min(1).max(60).default('default'),
  criticality: criticality.default('normal'),
  found: z.array(z.object({ key: slug, name, database: identifier, schema: identifier })).min(1, 'Choose at least one.').max(20_000),
});
export const baselineTenant = z.object({ tenantId: id, version: z.string().trim().min(1).max(50), confirmKey: z.string() });
export const holdTenant = z.object({ tenantIds: z.array(id).min(1).max(20_000), reason, expiresAt: z.iso.datetime().nullable() });
export const releaseHold = z.object({ tenantIds: z.array(id).min(1).max(20_000) });
export const verifyTenants = z.object({ tenantIds: z.array(id).max(20_000).nullable() });
/** One tenant to one release, outside a rollout: previewed, validated and recorded as a rollout of one. */
export const applyTenant = z.object({ tenantId: id, releaseId: id, confirmKey: z.string() });

// ---- releases and checks
export const publishRelease = z.object({
  changelogKey: slug,
  changelogName: name.optional(),
  name,
  placeholders: z.record(placeholderName, placeholder).default({}),
});
/** From the configured folder: a path below GROUNDSWELL_RELEASES_DIR. */
export const publishFolder = publishRelease.extend({ folder: z.string().max(500) });
export const expectation = z.discriminatedUnion('op', [
  z.object({ op: z.literal('equals'), value: z.string().max(1000) }),
  z.object({ op: z.literal('at_most'), value: z.number() }),
  z.object({ op: z.literal('at_least'), value: z.number() }),
  z.object({ op: z.literal('no_rows') }),
  z.object({ op: z.literal('some_rows') }),
]);
export const writeCheck = z.object({
  checkId: id.nullable(),
  expectedVersion: expectedVersion.nullable(),
  changelogKey: slug,
  name,
  sql,
  mode: z.enum(['enforce', 'observe']),
  expectation,
  timeoutMs: z.number().int().min(50).max(120_000).default(5000),
  rowCap: z.number().int().min(1).max(1000).default(20),
});
export const disableCheck = z.object({ checkId: id, expectedVersion, disabled: z.boolean() });

// ---- rollouts
export const labelCondition = z.object({
  field: z.string().regex(/^(tier|region|criticality|server|environment|version|label:.{1,60})$/, 'Not a field to select by.'),
  values: z.array(z.string().max(200)).min(1, 'Choose at least one value.').max(500),
});
export const waveRule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('labels'), where: z.array(labelCondition).min(1, 'Add a condition.').max(20) }),
  z.object({ kind: z.literal('percent'), percent: z.number().min(0.1).max(100) }),
  z.object({ kind: z.literal('keys'), keys: z.array(z.string().max(200)).min(1, 'Name at least one tenant.').max(100_000) }),
  z.object({ kind: z.literal('rest') }),
]);
export const wavePlan = z.object({
  name: z.string().trim().min(1, 'Name the wave.').max(60),
  rule: waveRule,
  tolerance: z.number().int().min(0).max(100_000).default(0),
  budgetMode: z.enum(['strict', 'soft']).default('strict'),
  onExhausted: z.enum(['halt', 'drain', 'quarantine']).default('halt'),
  soakMs: z.number().int().min(0).max(30 * 24 * 3_600_000).default(0),
});
export const rolloutPlan = z.object({
  name,
  releaseId: id,
  /** null: the release's last version. */
  targetVersion: z.string().max(50).nullable().default(null),
  strategy: z.enum(['phased', 'rolling']).default('phased'),
  waves: z.array(wavePlan).min(1, 'Plan at least one wave.').max(50),
  /** Tenants that would be left out by default, with the reason to include them: drifted ones. */
  include: z.array(z.object({ key: z.string().max(200), reason })).max(10_000).default([]),
  maxConcurrency: z.number().int().min(1).max(512).default(8),
  lockTimeoutMs: z.number().int().min(10).max(60_000).default(500),
  statementTimeoutMs: z.number().int().min(100).max(24 * 3_600_000).default(60_000),
  maxAttempts: z.number().int().min(1).max(10).default(3),
  approvalsRequired: z.number().int().min(0).max(10).default(1),
  approvalHours: z.number().int().min(1).max(720).default(72),
  /** Least time between two starts, for rolling updates; 0 for none. */
  paceMs: z.number().int().min(0).max(3_600_000).default(0),
});
/** `previewHash` is the hash of the preview that the person saw: a plan that has moved since is refused. */
export const planRollout = rolloutPlan.extend({ previewHash: z.string().length(64) });
export const saveTemplate = z.object({ name, waves: z.array(wavePlan).min(1).max(50) });
const rolloutCommand = z.object({ rolloutId: id, expectedVersion });
export const startRollout = rolloutCommand.extend({ confirmCount: z.number().int().min(0) });
export const pauseRollout = rolloutCommand.extend({ reason: z.string().trim().max(1000).default('') });
export const resumeRollout = rolloutCommand.extend({});
export const abortRollout = rolloutCommand.extend({ reason });
export const raiseBudget = z.object({ waveId: id, expectedVersion, tolerance: z.number().int().min(0).max(100_000), reason });
const targetIds = z.array(id).min(1).max(20_000);
export const retryTarget = z.object({ rolloutId: id, targetIds });
export const recheckTarget = z.object({ rolloutId: id, targetIds });
export const skipTarget = z.object({ rolloutId: id, targetIds, reason });
export const quarantineTarget = z.object({ rolloutId: id, targetIds, reason: z.string().trim().max(1000).default('') });
export const cancelTarget = z.object({ rolloutId: id, targetIds });
export const askApproval = z.object({ waveId: id, note: z.string().trim().max(1000).default('') });
/** `seenHash`: the hash of what was on the screen. */
export const approveWave = z.object({ approvalId: id, seenHash: z.string().length(64), reason: z.string().trim().max(1000).default('') });
export const rejectWave = z.object({ approvalId: id, seenHash: z.string().length(64), reason });
export const acceptVerdict = z.object({ verdictId: id, reason });
/** Exactly the tenants that changed, in reverse order; the scope narrows it. */
export const rollbackPlan = z.object({
  rolloutId: id,
  scope: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('rollout') }),
    z.object({ kind: z.literal('wave'), waveId: id }),
    z.object({ kind: z.literal('target'), targetId: id }),
  ]),
  maxConcurrency: z.number().int().min(1).max(512).default(8),
  reason,
});
export const planRollback = rollbackPlan.extend({ previewHash: z.string().length(64) });

export type Input<Schema extends z.ZodType> = z.infer<Schema>;
