import { spawn, type ChildProcess } from 'node:child_process';
import { childEnvironment } from '@/lib/platform/env';
import type { EngineStage } from './engine';

type Stage = Pick<EngineStage, 'engine' | 'control'>;

/** The real program, with the stage's keys. */
export function workerProcess({ engine, control }: Stage): ChildProcess {
  const { credentials, audit } = engine.keys;
  return spawn(process.execPath, ['--import', 'tsx', 'lib/worker/main.ts'], {
    stdio: 'ignore',
    env: childEnvironment({
      DATABASE_URL: control.url,
      GROUNDSWELL_KEY: credentials.toString('base64'),
      GROUNDSWELL_AUDIT_KEY: audit.toString('base64'),
      LOG_LEVEL: 'silent',
    }),
  });
}

/** A worker that never gets further than its first tenant's commit; `migrated` when it is there. */
export function stuckWorkerProcess({ engine, control }: Stage): { process: ChildProcess; migrated: Promise<void> } {
  const { credentials, audit } = engine.keys;
  const child = spawn(process.execPath, ['--import', 'tsx', 'lib/testing/stuck-worker.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: childEnvironment({}),
  });
  const migrated = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('migrated')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
  const keys = { credentials: credentials.toString('base64'), audit: audit.toString('base64') };
  child.stdin.end(JSON.stringify({ databaseUrl: control.url, ...keys }));
  return { process: child, migrated };
}
