import type { Metadata } from 'next';
import { SetupForm } from '@/components/people/setup-form';
import { FrontPage } from '@/components/shell/front-page';
import { LinkButton } from '@/components/ui/link-button';
import { isSetUp } from '@/lib/server/queries/front';
import { paths } from '@/lib/wire/paths';

export const metadata: Metadata = { title: 'Set up' };

export default async function SetupPage({ searchParams }: PageProps<'/setup'>) {
  const { token } = await searchParams;
  if (await isSetUp()) {
    return (
      <FrontPage title="This installation is set up" description="The one-time link has done its work. Administrators invite everybody else under People.">
        <LinkButton href={paths.signIn} variant="primary">
          Sign in
        </LinkButton>
      </FrontPage>
    );
  }
  return (
    <FrontPage title="Make the first administrator" description="The account that invites everybody else. The link that led you here works once.">
      <SetupForm token={typeof token === 'string' ? token : ''} />
    </FrontPage>
  );
}
