import { FrontPage } from '@/components/shell/front-page';
import { LinkButton } from '@/components/ui/link-button';
import { paths } from '@/lib/wire/paths';

export default function NotFound() {
  return (
    <FrontPage
      title="There is nothing at this address"
      description="The link may be old, or what it led to was archived. Search with ⌘K from any page, or start from the fleet."
    >
      <LinkButton href={paths.fleet} variant="primary">
        To the fleet
      </LinkButton>
    </FrontPage>
  );
}
