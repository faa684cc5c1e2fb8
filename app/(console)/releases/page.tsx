import type { Metadata } from 'next';
import { ReleasesPage } from '@/components/releases/releases-page';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readReleases } from '@/lib/server/queries/releases';
import { releasesQuery } from '@/lib/wire/releases-view';

export const metadata: Metadata = { title: 'Releases' };

export default async function Page({ searchParams }: PageProps<'/releases'>) {
  const operator = await requireOperator();
  const parsed = releasesQuery.safeParse(await searchParams);
  const query = parsed.success ? parsed.data : {};
  return (
    <ReleasesPage
      role={operator.role}
      initial={await readReleases(await engine(), query)}
      initialQuery={query}
    />
  );
}
