import { may, VERBS, type Role, type Verb } from '@/lib/domain/verbs';
import { spoken } from '@/lib/wire/fact-text';

/** Verbs as people say them of tenants in general. */
const SAID: Partial<Record<Verb, string>> = {
  'register-tenant': 'register tenants',
  'edit-tenant': 'edit tenants',
  'archive-tenant': 'archive tenants',
  'baseline-tenant': 'baseline tenants',
  'hold-tenant': 'hold tenants',
  'release-hold': 'release holds',
  'apply-tenant': 'apply releases',
  'plan-rollout': 'plan rollouts',
};

/** Why a button is off for this role; undefined when the role may. */
export function roleReason(role: Role, verb: Verb): string | undefined {
  if (may(role, verb)) return undefined;
  const allowed = VERBS[verb].map((one) => (one === 'admin' ? 'an administrator' : `an ${one}`)).join(' or ');
  return `Your role (${role}) cannot ${SAID[verb] ?? spoken(verb)}. Ask ${allowed}.`;
}
