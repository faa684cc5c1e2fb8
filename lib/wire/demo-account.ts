import type { Role } from '@/lib/domain/verbs';

/** Shown on the sign-in page of the embedded demo only, where everybody may know the password. */
export type DemoAccountView = {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
};
