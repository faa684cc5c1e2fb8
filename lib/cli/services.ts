import { setTimeout as delay } from 'node:timers/promises';
import { readableLogLine } from '@/lib/cli/log-line';
import { programs } from '@/lib/cli/processes';
import { seconds, say, warn } from '@/lib/cli/progress';
import { CommandRefusal } from '@/lib/cli/refuse';
import type { StartOptions } from '@/lib/cli/start-options';
import { supervise, type Supervised } from '@/lib/cli/supervise';

/** The web process and the workers of one `npm start`. */
export type Services = {
  /** Resolves when the web process answers; a refusal after a minute. */
  webIsUp(): Promise<void>;
  /** Workers first: they finish what they run. */
  stop(): Promise<void>;
};

const workerGraceMs = 30_000;
const webGraceMs = 10_000;
const webStartTimeoutMs = 60_000;

export function startServices(root: string, options: StartOptions): Services {
  const run = (name: string, args: readonly string[], nodeEnv: 'production' | 'development') =>
    supervise(root, {
      name,
      args,
      env: { NODE_ENV: nodeEnv, NEXT_TELEMETRY_DISABLED: '1' },
      onLine: (line) => say(`${name.padEnd(8)} │ ${readableLogLine(line)}`),
      onDeath: (how, delayMs) => warn(`${name} ended (${how}); it is started again in ${seconds(delayMs)}`),
    });
  const mode = options.dev ? 'development' : 'production';
  const nextArgs = [
    programs.next,
    options.dev ? 'dev' : 'start',
    '-H',
    options.host,
    '-p',
    String(options.port),
  ];
  const workers = Array.from({ length: options.workers }, (_, at) =>
    run(
      options.workers === 1 ? 'worker' : `worker ${at + 1}`,
      ['--import', 'tsx', 'lib/worker/main.ts'],
      mode,
    ),
  );
  const web: readonly Supervised[] = options.web ? [run('web', nextArgs, mode)] : [];
  return {
    webIsUp: () => answers(options),
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop(workerGraceMs)));
      await Promise.all(web.map((process) => process.stop(webGraceMs)));
    },
  };
}

/** Any answer will do: what it says is the health endpoint's business. */
async function answers({ host, port }: StartOptions): Promise<void> {
  const reachable =
    host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  const deadline = Date.now() + webStartTimeoutMs;
  while (Date.now() < deadline) {
    const response = await fetch(`http://${reachable}:${port}/api/health`).catch(() => undefined);
    await response?.body?.cancel();
    if (response) return;
    await delay(100);
  }
  throw new CommandRefusal('The web process does not answer.', 'Its last lines above say why.');
}
