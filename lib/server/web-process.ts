import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { closeLive } from './live/process';

/** Refuses to start with a setting missing, rather than at somebody's first click. */
export function startWebProcess(): void {
  const settings = env();
  for (const name of ['DATABASE_URL', 'NEXTAUTH_URL', 'NEXTAUTH_SECRET', 'GROUNDSWELL_KEY', 'GROUNDSWELL_AUDIT_KEY'] as const) {
    // Reading parses; a value that does not do throws EnvironmentError with the remedy.
    void settings[name];
  }
  process.once('SIGTERM', closeLive);
  process.once('SIGINT', closeLive);
  log('web').info('web process started');
}
