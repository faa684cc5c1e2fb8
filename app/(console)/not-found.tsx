import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { paths } from '@/lib/wire/paths';

/** A page of the console whose tenant, release or rollout does not exist. */
export default function ConsoleNotFound() {
  return (
    <EmptyState
      icon="search"
      title="There is nothing at this address"
      action={<LinkButton href={paths.fleet}>To the fleet</LinkButton>}
    >
      The link may be old or mistyped. Search by name from any page with ⌘K or Ctrl K.
    </EmptyState>
  );
}
