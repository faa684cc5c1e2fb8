'use client';

import { useEffect, useState, type FormEvent } from 'react';
import { signInWithPassword } from '@/lib/client/sign-in';
import type { Refusal } from '@/lib/domain/refusal';
import type { DemoAccountView } from '@/lib/wire/demo-account';
import { RefusalNote } from '@/components/shell/refusal-note';
import { Button } from '@/components/ui/button';
import { FormError } from '@/components/ui/form-error';
import { TextField } from '@/components/ui/text-field';

export interface SignInFormProps {
  /** A path of this console, made safe by the server. */
  readonly target: string;
  readonly demoAccounts: readonly DemoAccountView[];
}

export const SignInForm = ({ target, demoAccounts }: SignInFormProps) => {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setPending(true);
    setRefusal(null);
    const refused = await signInWithPassword(email, password);
    if (refused === null) {
      // A full load: everything behind the sign-in is read as this person from the start.
      window.location.assign(target);
      return;
    }
    setRefusal(refused);
    setPending(false);
  };

  return (
    <>
      {/* `post`: pressed before the page's code has loaded, the form must not put the password into the address. */}
      <form method="post" onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        {refusal !== null && <SignInRefusal key={JSON.stringify(refusal.facts)} refusal={refusal} />}
        <TextField
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username"
          required
          spellCheck={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <TextField
          label="Password"
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" variant="primary" size="lg" pending={pending} pendingLabel="Signing in…" className="mt-1 w-full">
          Sign in
        </Button>
      </form>
      {demoAccounts.length > 0 && (
        <DemoAccounts
          accounts={demoAccounts}
          chosen={email}
          onPick={(account) => {
            setEmail(account.email);
            setPassword(account.password);
            setRefusal(null);
          }}
        />
      )}
    </>
  );
};

const SignInRefusal = ({ refusal }: { readonly refusal: Refusal }) => {
  const seconds = refusal.facts['seconds'];
  if (refusal.code === 'rate_limited' && typeof seconds === 'number') return <Countdown seconds={seconds} />;
  if (refusal.code === 'demo_account') {
    return (
      <FormError
        code={refusal.code}
        sentence="Demo accounts only work on the embedded demo, opened on the machine that runs it."
        remedy="Sign in with an account of your own."
      />
    );
  }
  return <RefusalNote refusal={refusal} />;
};

const waitText = (seconds: number): string =>
  seconds < 120
    ? `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
    : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;

/** Counts down on screen; announced once, by the alert's first text. */
const Countdown = ({ seconds }: { readonly seconds: number }) => {
  const [left, setLeft] = useState(seconds);
  const over = left <= 0;
  useEffect(() => {
    if (over) return undefined;
    const timer = setInterval(() => setLeft((before) => before - 1), 1000);
    return () => clearInterval(timer);
  }, [over]);
  if (over) return <p className="text-muted">You can try again now.</p>;
  return (
    <FormError
      code="rate_limited"
      sentence="Too many attempts to sign in from here."
      remedy={
        <span aria-live="off">
          Try again in {waitText(left)}. If the password is lost, an administrator can set a new one.
        </span>
      }
    />
  );
};

interface DemoAccountsProps {
  readonly accounts: readonly DemoAccountView[];
  readonly chosen: string;
  readonly onPick: (account: DemoAccountView) => void;
}

const DemoAccounts = ({ accounts, chosen, onPick }: DemoAccountsProps) => (
  <section aria-labelledby="demo-accounts" className="mt-6 border-t border-border pt-4">
    <h2 id="demo-accounts" className="text-xs text-muted">
      Demo accounts · one click fills the form
    </h2>
    <ul className="mt-2 grid grid-cols-2 gap-2">
      {accounts.map((account) => (
        <li key={account.email}>
          <button
            type="button"
            onClick={() => onPick(account)}
            aria-pressed={chosen === account.email}
            className="flex w-full flex-col rounded-md border border-border px-3 py-2 text-left hover:border-border-strong hover:bg-surface-hover aria-pressed:border-accent aria-pressed:bg-surface-selected"
          >
            <span className="font-medium capitalize">{account.role}</span>
            <span className="truncate text-xs text-muted">{account.name}</span>
          </button>
        </li>
      ))}
    </ul>
  </section>
);
