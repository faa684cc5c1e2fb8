import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { openEngine } from '@/lib/engine/open-engine';
import { createLog } from '@/lib/platform/log';
import { startWorker } from '@/lib/worker/start-worker';

/**
 * A worker process that stops for good once a tenant's scripts have committed, before anything is settled: a test
 * kills it there. What it needs comes as JSON on standard input; it says `migrated` on standard output.
 */
const options = z.object({ databaseUrl: z.string(), credentials: z.string(), audit: z.string() });

const { databaseUrl, credentials, audit } = options.parse(JSON.parse(await text(process.stdin)));
const log = createLog('silent');
const keys = { credentials: Buffer.from(credentials, 'base64'), audit: Buffer.from(audit, 'base64') };
const engine = await openEngine({ databaseUrl, mode: 'worker', log, keys });
await startWorker({
  engine,
  databaseUrl,
  concurrency: 1,
  log,
  afterStep: (step) => {
    if (step !== 'migrate') return;
    process.stdout.write('migrated\n');
    // Its heartbeats go on: only its death hands the tenant over.
    return new Promise<void>(() => undefined);
  },
});
