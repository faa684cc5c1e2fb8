import { FrontPage } from '@/components/shell/front-page';
import { Code } from '@/components/ui/code';

/** An installation without a single account. */
export const NotSetUp = () => (
  <FrontPage title="Nobody can sign in yet" description="This installation has no accounts.">
    <p className="text-pretty text-muted">
      When it was started, <Code look="boxed">npm start</Code> printed a one-time link that makes the first administrator.
      Open that link. If it is gone or older than a day, start again: a new one is printed.
    </p>
  </FrontPage>
);
