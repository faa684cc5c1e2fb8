'use client';

import { useState, type FormEvent } from 'react';
import { useAction } from '@/lib/client/use-action';
import { changePasswordAction, endSessionsAction } from '@/lib/server/actions/people';
import { paths } from '@/lib/wire/paths';
import { fieldErrors } from '@/lib/wire/result';
import type { ShellView } from '@/lib/wire/shell-view';
import { roleSentence } from '@/components/people/role-words';
import { RefusalNote } from '@/components/shell/refusal-note';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { KeyValues } from '@/components/ui/key-values';
import { PageHeader } from '@/components/ui/page-header';
import { TextField } from '@/components/ui/text-field';
import { toast } from '@/components/ui/toast';

export interface AccountPageProps {
  readonly operator: ShellView['operator'];
}

export const AccountPage = ({ operator }: AccountPageProps) => (
  <div className="flex max-w-2xl flex-col gap-4">
    <PageHeader title="Account" />
    <Card title="Who you are">
      <KeyValues
        items={[
          { key: 'Name', value: operator.name },
          { key: 'E-mail', value: operator.email },
          { key: 'Role', value: `${operator.role}: ${roleSentence[operator.role]}` },
        ]}
      />
    </Card>
    <PasswordCard demo={operator.demo} />
    <SessionsCard />
  </div>
);

const PasswordCard = ({ demo }: { readonly demo: boolean }) => {
  const { run, pending, result } = useAction(changePasswordAction);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const errors = result === null ? {} : fieldErrors(result);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const changed = await run({ current, next });
    if (!changed.ok) return;
    setCurrent('');
    setNext('');
    toast.success('Your password is changed', { description: 'All other sessions have ended.' });
  };

  return (
    <Card title="Password">
      <form method="post" onSubmit={(event) => void submit(event)} className="flex max-w-sm flex-col gap-4">
        {result !== null && !result.ok && result.refusal.code !== 'bad_input' && <RefusalNote refusal={result.refusal} />}
        <TextField
          label="Password now"
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={errors['current']}
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          maxLength={200}
          hint="At least 10 characters. Changing it ends your sessions elsewhere."
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
          error={errors['next']}
        />
        <Button
          type="submit"
          variant="primary"
          className="self-start"
          pending={pending}
          pendingLabel="Changing…"
          disabledReason={demo ? 'A demo account keeps the password that the sign-in page names' : undefined}
        >
          Change password
        </Button>
      </form>
    </Card>
  );
};

const SessionsCard = () => {
  const { run, pending, result } = useAction(endSessionsAction);
  const [asking, setAsking] = useState(false);

  const confirm = async () => {
    const ended = await run(undefined);
    if (ended.ok) window.location.assign(paths.signIn);
  };

  return (
    <Card title="Sessions">
      <p className="mb-3 max-w-prose text-pretty text-muted">
        A session ends eight hours after signing in, and at once when your role or password changes. If you left one open
        somewhere, end them all.
      </p>
      <Button icon="log-out" onClick={() => setAsking(true)}>
        Sign out everywhere
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Sign out everywhere?"
        description="Ends all your sessions, this one too. Rollouts go on without you."
        confirmLabel="Sign out everywhere"
        pending={pending}
        pendingLabel="Signing out…"
        onConfirm={() => void confirm()}
      >
        {result !== null && !result.ok && <RefusalNote refusal={result.refusal} />}
      </ConfirmDialog>
    </Card>
  );
};
