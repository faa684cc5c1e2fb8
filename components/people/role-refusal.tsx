import type { Role } from '@/lib/domain/verbs';
import { RolesTable } from '@/components/people/roles-table';
import { Banner } from '@/components/ui/banner';
import { PageHeader } from '@/components/ui/page-header';

/** The refusal of the people page, with what each role may do instead. */
export const RoleRefusal = ({ role }: { readonly role: Role }) => (
  <div className="flex flex-col gap-4">
    <PageHeader title="People" />
    <Banner tone="info" title="Only administrators see and change people.">
      Your role is {role}. Ask an administrator if you need another one; what each role may do stands below.
    </Banner>
    <RolesTable mark={role} />
  </div>
);
