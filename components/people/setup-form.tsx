'use client';

import { useState, type FormEvent } from 'react';
import { signInWithPassword } from '@/lib/client/sign-in';
import type { Result } from '@/lib/domain/refusal';
import { createFirstAdminAction } from '@/lib/server/actions/people';
import { paths } from '@/lib/wire/paths';
import { fieldErrors } from '@/lib/wire/result';
import { RefusalNote } from '@/components/shell/refusal-note';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';

const empty = { name: '', email: '', password: '' };

export const SetupForm = ({ token }: { readonly token: string }) => {
  const [values, setValues] = useState(empty);
  const [pending, setPending] = useState(false);
  const [result, setResult] = useState<Result<unknown> | null>(null);
  const errors = result === null ? {} : fieldErrors(result);
  const write = (field: keyof typeof empty) => (event: { readonly currentTarget: { readonly value: string } }) => {
    const { value } = event.currentTarget;
    setValues((before) => ({ ...before, [field]: value }));
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setPending(true);
    const made = await createFirstAdminAction({ ...values, token });
    if (made.ok) {
      const refused = await signInWithPassword(values.email, values.password);
      window.location.assign(refused === null ? paths.fleet : paths.signIn);
      return;
    }
    setResult(made);
    setPending(false);
  };

  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {result !== null && !result.ok && Object.keys(errors).every((field) => !(field in empty)) && (
        <RefusalNote refusal={result.refusal} />
      )}
      <TextField label="Name" name="name" autoComplete="name" required value={values.name} onChange={write('name')} error={errors['name']} />
      <TextField
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        required
        spellCheck={false}
        value={values.email}
        onChange={write('email')}
        error={errors['email']}
      />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete="new-password"
        required
        minLength={10}
        hint="At least 10 characters. A few words do well."
        value={values.password}
        onChange={write('password')}
        error={errors['password']}
      />
      <Button type="submit" variant="primary" size="lg" pending={pending} pendingLabel="Making the account…" className="mt-1 w-full">
        Make the account
      </Button>
    </form>
  );
};
