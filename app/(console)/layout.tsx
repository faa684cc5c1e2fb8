import type { ReactNode } from 'react';
import { ConsoleFrame } from '@/components/shell/console-frame';
import { ConsoleProviders } from '@/lib/client/providers';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readShell } from '@/lib/server/queries/shell';

export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const operator = await requireOperator();
  const shell = await readShell(await engine(), operator);
  return (
    <ConsoleProviders>
      <ConsoleFrame initial={shell}>{children}</ConsoleFrame>
    </ConsoleProviders>
  );
}
