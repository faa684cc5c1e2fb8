import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignInForm } from '@/components/shell/sign-in-form';
import { FrontPage } from '@/components/shell/front-page';
import { NotSetUp } from '@/components/shell/not-set-up';
import { currentOperator } from '@/lib/server/operator';
import { isSetUp, readDemoAccounts } from '@/lib/server/queries/front';
import { returnPath } from '@/lib/server/return-path';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const { callbackUrl } = await searchParams;
  const target = returnPath(typeof callbackUrl === 'string' ? callbackUrl : undefined);
  if ((await currentOperator()) !== null) redirect(target);
  if (!(await isSetUp())) return <NotSetUp />;
  return (
    <FrontPage title="Sign in" description={target === '/' ? undefined : 'You come back to where you were going.'}>
      <SignInForm target={target} demoAccounts={await readDemoAccounts()} />
    </FrontPage>
  );
}
