'use client';

import { signIn, signOut } from 'next-auth/react';
import { refuse, type Refusal } from '@/lib/domain/refusal';
import { paths } from '@/lib/wire/paths';
import { unpackRefusal } from '@/lib/wire/sign-in-refusal';

/** Null when the browser has a session now; the caller goes on by loading a page anew. */
export async function signInWithPassword(email: string, password: string): Promise<Refusal | null> {
  try {
    const answer = await signIn('credentials', { email, password, redirect: false });
    if (answer?.ok === true && !answer.error) return null;
    return unpackRefusal(answer?.error ?? '');
  } catch {
    return refuse('internal', { reference: 'no answer' }).refusal;
  }
}

/** Ends this browser's session. The page is loaded anew, so that nothing read by this person stays in memory. */
export async function signOutHere(): Promise<void> {
  try {
    await signOut({ redirect: false });
  } finally {
    window.location.assign(paths.signIn);
  }
}
