'use client';

import { ROLES, type Role } from '@/lib/domain/verbs';
import { roleSentence } from '@/components/people/role-words';
import { RadioCards } from '@/components/ui/radio-cards';

export interface RoleChoiceProps {
  readonly value: Role;
  readonly onChange: (role: Role) => void;
  readonly disabledReason?: string | undefined;
}

export const RoleChoice = ({ value, onChange, disabledReason }: RoleChoiceProps) => (
  <RadioCards
    legend="Role"
    name="role"
    value={value}
    onChange={(next) => onChange(ROLES.find((role) => role === next) ?? value)}
    options={ROLES.map((role) => ({
      value: role,
      label: role.charAt(0).toUpperCase() + role.slice(1),
      description: roleSentence[role],
      disabledReason: role === value ? undefined : disabledReason,
    }))}
  />
);
