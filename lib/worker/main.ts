import { openEngine } from '@/lib/engine/open-engine';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { startWorker } from './start-worker';

/** A worker process: `node --import tsx lib/worker/main.ts`. SIGTERM and SIGINT let what runs end, 25 s at most. */
async function main(): Promise<void> {
  const workerLog = log('worker');
  const databaseUrl = env().DATABASE_URL;
  const engine = await openEngine({ databaseUrl, mode: 'worker', log: workerLog });
  const worker = await startWorker({ engine, databaseUrl, concurrency: env().WORKER_CONCURRENCY, log: workerLog });

  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    workerLog.info({ signal }, 'worker stops');
    worker
      .stop()
      .then(() => engine.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          workerLog.error({ err: error }, 'the worker did not stop cleanly');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

await main().catch((error: unknown) => {
  log('worker').fatal({ err: error }, 'the worker could not start');
  process.exit(1);
});
