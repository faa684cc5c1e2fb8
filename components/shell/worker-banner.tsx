'use client';

import type { ShellView } from '@/lib/wire/shell-view';
import { Banner } from '@/components/ui/banner';
import { Code } from '@/components/ui/code';
import { Time } from '@/components/ui/time';

/** Without a worker every button works and nothing happens: that must be on every page. */
export const WorkerBanner = ({ workers }: Pick<ShellView, 'workers'>) => {
  if (workers.live > 0) return null;
  return (
    <Banner tone="warning" title="No worker is running: nothing will be applied." className="mb-4">
      Start one with <Code look="boxed">npm start</Code>, or on any machine that reaches this database with{' '}
      <Code look="boxed">node --import tsx lib/worker/main.ts</Code>. Whatever is queued goes on then.{' '}
      {workers.lastSeenAt === null ? (
        'None has ever been seen.'
      ) : (
        <>
          The last one was seen <Time at={workers.lastSeenAt} />.
        </>
      )}
    </Banner>
  );
};
