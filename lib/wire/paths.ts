/** Every link of the console, made in one place. Keys may hold any letter: they are encoded here. */
const seg = (text: string): string => encodeURIComponent(text);

export const paths = {
  fleet: '/',
  exportFleet: '/api/export/fleet',
  tenant: (key: string) => `/tenants/${seg(key)}`,
  servers: '/servers',
  server: (key: string) => `/servers/${seg(key)}`,
  releases: '/releases',
  release: (id: string) => `/releases/${seg(id)}`,
  publish: '/releases/new',
  rollouts: '/rollouts',
  planRollout: (query: Record<string, string> = {}) => withQuery('/rollouts/new', query),
  rollout: (id: string) => `/rollouts/${seg(id)}`,
  target: (rolloutId: string, targetId: string) => `/rollouts/${seg(rolloutId)}?target=${seg(targetId)}`,
  planRollback: (rolloutId: string, query: Record<string, string> = {}) =>
    withQuery(`/rollouts/${seg(rolloutId)}/rollback`, query),
  approvals: '/approvals',
  approval: (id: string) => `/approvals/${seg(id)}`,
  checks: '/checks',
  audit: '/audit',
  exportAudit: '/api/export/audit',
  people: '/people',
  account: '/account',
  signIn: '/sign-in',
  setup: '/setup',
} as const;

function withQuery(path: string, query: Record<string, string>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}
