import 'server-only';
import { headers } from 'next/headers';
import { DEMO_ACCOUNTS } from '@/lib/engine/create-demo-accounts';
import { demoAccountsAllowed, isLoopback } from '@/lib/platform/env';
import type { DemoAccountView } from '@/lib/wire/demo-account';
import { engine } from '../engine';

/** Whether anybody could sign in at all. */
export async function isSetUp(): Promise<boolean> {
  const { db } = await engine();
  return (await db.person.findFirst({ select: { id: true } })) !== null;
}

/** The demo's accounts, where `sign-in` lets them in and the reader sits at this machine; else none. */
export async function readDemoAccounts(): Promise<readonly DemoAccountView[]> {
  const incoming = await headers();
  const host = incoming.get('x-forwarded-host') ?? incoming.get('host') ?? '';
  if (!demoAccountsAllowed() || !URL.canParse(`http://${host}`)) return [];
  if (!isLoopback(new URL(`http://${host}`).hostname.replaceAll(/^\[|\]$/g, ''))) return [];
  const { db } = await engine();
  const present = await db.person.findMany({ where: { demo: true, disabledAt: null }, select: { email: true } });
  const emails = new Set(present.map((person) => person.email));
  return DEMO_ACCOUNTS.filter((account) => emails.has(account.email)).map(({ email, name, role, password }) => ({
    email,
    name,
    role,
    password,
  }));
}
