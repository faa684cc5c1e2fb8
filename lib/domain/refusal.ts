/** Facts of a refusal or failure: what was measured, what the limit is, which value was bad. Never a secret. */
export type Facts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/**
 * Why something was not done. The sentence is made once, at the edge (`lib/wire/sentences.ts`), where every code
 * must have one.
 */
export const REFUSAL_CODES = [
  // who and how
  'not_signed_in',
  'not_allowed',
  'foreign_origin',
  'rate_limited',
  'bad_input',
  'stale_version',
  'not_found',
  'internal',
  // people
  'wrong_credentials',
  'email_taken',
  'setup_token_invalid',
  'last_admin',
  'demo_account',
  // servers and tenants
  'key_taken',
  'placement_taken',
  'server_in_use',
  'secret_required',
  'credential_name_not_allowed',
  'credential_missing',
  'server_unreachable',
  'tenant_in_rollout',
  'tenant_archived',
  'already_held',
  'not_held',
  'baseline_has_history',
  'schema_missing',
  'schema_empty',
  'tenant_locked',
  'tenant_unreadable',
  'csv_unreadable',
  'csv_bad_rows',
  // releases and checks
  'release_problems',
  'release_name_taken',
  'release_unchanged',
  'release_folder_unreadable',
  'upload_too_large',
  'check_not_single_statement',
  'check_name_taken',
  'template_name_taken',
  // rollouts
  'wrong_state',
  'no_targets',
  'plan_moved',
  'tenants_left_over',
  'count_not_confirmed',
  'reason_required',
  'budget_not_raised',
  'gate_not_ready',
  'approval_open',
  'approval_superseded',
  'approval_expired',
  'approval_closed',
  'own_approval',
  'already_decided',
  'nothing_to_roll_back',
  'undo_missing',
  'verdict_not_acceptable',
  'nothing_to_recheck',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export type Refusal = { readonly code: RefusalCode; readonly facts: Facts };

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const refuse = (code: RefusalCode, facts: Facts = {}): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal: { code, facts },
});
