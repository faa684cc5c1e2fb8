import { may, type Role } from '@/lib/domain/verbs';
import { paths } from '@/lib/wire/paths';

export type Place = {
  readonly label: string;
  readonly href: string;
  /** Words that find it in the palette. */
  readonly keywords: readonly string[];
};

const everybody: readonly Place[] = [
  { label: 'Fleet', href: paths.fleet, keywords: ['tenants', 'matrix', 'home'] },
  { label: 'Servers', href: paths.servers, keywords: ['databases', 'connections', 'hosts'] },
  { label: 'Releases', href: paths.releases, keywords: ['migrations', 'versions', 'scripts'] },
  { label: 'Rollouts', href: paths.rollouts, keywords: ['waves', 'canary'] },
  { label: 'Approvals', href: paths.approvals, keywords: ['requests', 'gate', 'sign off'] },
  { label: 'Checks', href: paths.checks, keywords: ['validation', 'sql', 'assertions'] },
  { label: 'Audit', href: paths.audit, keywords: ['log', 'history', 'chain'] },
];

const people: Place = { label: 'People', href: paths.people, keywords: ['users', 'roles', 'accounts', 'invite'] };

/** The navigation, in its order. */
export const placesFor = (role: Role): readonly Place[] => (may(role, 'edit-person') ? [...everybody, people] : everybody);

/** A page belongs to the place whose address it continues; tenants belong to the fleet. */
export function isCurrent(place: Place, pathname: string): boolean {
  if (place.href === paths.fleet) return pathname === paths.fleet || pathname.startsWith('/tenants');
  return pathname === place.href || pathname.startsWith(`${place.href}/`);
}
