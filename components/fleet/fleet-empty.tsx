'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { paths } from '@/lib/wire/paths';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { StateGlyph } from '@/components/ui/state-badge';

export const NothingMatches = ({
  filters,
  onClear,
}: {
  readonly filters: number;
  readonly onClear: () => void;
}) => (
  <div className="rounded-lg border border-border bg-surface">
    <EmptyState
      icon="filter"
      title="No tenant matches"
      action={
        <Button variant="primary" onClick={onClear}>
          {filters === 1 ? 'Clear the filter' : `Clear ${filters} filters`}
        </Button>
      }
    >
      The fleet has tenants; these filters leave none of them.
    </EmptyState>
  </div>
);

export interface FirstRunProps {
  readonly servers: number;
  readonly released: boolean;
  /** "Discover…", "Register…": the second step's own buttons. */
  readonly addTenants: ReactNode;
}

/** Nothing is here yet: the way to the first rollout, each step with its place. */
export const FirstRun = ({ servers, released, addTenants }: FirstRunProps) => {
  const steps = [
    {
      done: servers > 0,
      title: 'Connect a server',
      href: paths.servers,
      text: 'Where the tenants’ schemas or databases are. An administrator does this.',
    },
    {
      done: released,
      title: 'Publish a release',
      href: paths.publish,
      text: 'Your Flyway directory as it is: upload it or point at a folder. It names the changelog that tenants follow.',
    },
    {
      done: false,
      title: 'Discover tenants',
      text: 'Groundswell finds the schemas that carry a history table. Their versions are read from them.',
    },
    {
      done: false,
      title: 'Roll out',
      href: paths.planRollout(),
      text: 'In waves, with a gate before each one.',
    },
  ];
  const current = steps.findIndex((step) => !step.done);
  return (
    <Card title="Set up your fleet" meta="No tenants yet" className="mx-auto w-full max-w-2xl">
      <ol className="flex flex-col gap-4">
        {steps.map((step, index) => (
          <li
            key={step.title}
            className="flex gap-3"
            {...(index === current ? { 'aria-current': 'step' as const } : {})}
          >
            <StateGlyph
              tone={step.done ? 'applied' : index === current ? 'running' : 'pending'}
              className="mt-1"
              label={step.done ? 'done' : index === current ? 'next' : 'later'}
            />
            <div className="min-w-0">
              <p className="font-medium">
                {step.href === undefined ? (
                  step.title
                ) : (
                  <Link href={step.href} className="text-accent underline-offset-4 hover:underline">
                    {step.title}
                  </Link>
                )}
              </p>
              <p className="text-muted">{step.text}</p>
              {step.title === 'Discover tenants' && servers > 0 && <div className="mt-2">{addTenants}</div>}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
};
