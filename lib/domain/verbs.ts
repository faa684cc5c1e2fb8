/** The four roles. A person has exactly one. */
export const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

const everyone: readonly Role[] = ROLES;
const operators: readonly Role[] = ['operator', 'admin'];
const approvers: readonly Role[] = ['approver', 'admin'];
const stoppers: readonly Role[] = ['operator', 'approver', 'admin'];
const admins: readonly Role[] = ['admin'];

/**
 * The registry: every verb that anybody can ask for, and who may. A button, an action, an engine file, an audit line
 * and a test carry the same word. A verb without a row cannot be asked for.
 */
export const VERBS = {
  'see': everyone,
  'export': everyone,
  'verify-audit': everyone,
  'change-password': everyone,
  'end-sessions': everyone,
  'register-tenant': operators,
  'import-tenants': operators,
  'discover-tenants': operators,
  'edit-tenant': operators,
  'archive-tenant': operators,
  'baseline-tenant': operators,
  'verify-tenants': operators,
  'hold-tenant': operators,
  'release-hold': operators,
  'apply-tenant': operators,
  'publish-release': operators,
  'write-check': operators,
  'disable-check': operators,
  'save-template': operators,
  'plan-rollout': operators,
  'start-rollout': operators,
  'resume-rollout': operators,
  'raise-budget': operators,
  'retry-target': operators,
  'recheck-target': operators,
  'skip-target': operators,
  'quarantine-target': operators,
  'cancel-target': operators,
  'ask-approval': operators,
  'plan-rollback': operators,
  'pause-rollout': stoppers,
  'abort-rollout': stoppers,
  'approve-wave': approvers,
  'reject-wave': approvers,
  'accept-verdict': approvers,
  'register-server': admins,
  'edit-server': admins,
  'archive-server': admins,
  'invite-person': admins,
  'edit-person': admins,
} as const satisfies Record<string, readonly Role[]>;

export type Verb = keyof typeof VERBS;

export function may(role: Role, verb: Verb): boolean {
  return (VERBS[verb] as readonly Role[]).includes(role);
}
