import type { Role } from '@/lib/domain/verbs';

export type PersonView = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly demo: boolean;
  readonly disabledAt: string | null;
  readonly createdAt: string;
  /** From the audit log; null when the person has never signed in. */
  readonly signedInAt: string | null;
};

export type PeopleView = { readonly people: readonly PersonView[] };
