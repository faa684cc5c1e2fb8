import { parseArgs } from 'node:util';
import { firstFreePort } from '@/lib/cli/ports';
import { CommandRefusal } from '@/lib/cli/refuse';
import { env, isLoopback, isSet } from '@/lib/platform/env';

export type StartOptions = {
  readonly host: string;
  readonly port: number;
  /** Without DATABASE_URL: our own PostgreSQL. */
  readonly embedded: boolean;
  readonly demo: boolean;
  readonly dev: boolean;
  readonly web: boolean;
  /** Number of worker processes. */
  readonly workers: number;
};

const help = `npm start -- [--host 127.0.0.1] [--port 3000] [--workers 1] [--no-demo] [--web-only | --worker-only]`;

/** From the command line, then the environment. Refuses what cannot be. */
export async function startOptions(args: readonly string[]): Promise<StartOptions> {
  const { values } = parse(args);
  const host = values.host ?? env().HOST;
  const embedded = !isSet('DATABASE_URL');
  const web = !values['worker-only'];
  const workers = values['web-only'] ? 0 : wholeNumber('--workers', values.workers ?? '1', 1, 64);
  if (values['web-only'] && values['worker-only']) {
    throw new CommandRefusal('--web-only and --worker-only exclude each other.', help);
  }
  if (embedded && (values['web-only'] || values['worker-only'])) {
    throw new CommandRefusal(
      'The embedded PostgreSQL serves this machine only: web and worker run together on it.',
      'Name the PostgreSQL that all machines share in DATABASE_URL.',
    );
  }
  const asked = values.port === undefined ? undefined : wholeNumber('--port', values.port, 1, 65_535);
  const port = web ? await listenPort(host, asked ?? (isSet('PORT') ? env().PORT : undefined)) : 0;
  return { host, port, embedded, demo: embedded && !values['no-demo'], dev: values.dev, web, workers };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        host: { type: 'string' },
        port: { type: 'string' },
        workers: { type: 'string' },
        'no-demo': { type: 'boolean', default: false },
        'web-only': { type: 'boolean', default: false },
        'worker-only': { type: 'boolean', default: false },
        dev: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new CommandRefusal(error instanceof Error ? error.message : String(error), help);
  }
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new CommandRefusal(
    `${name} is ${JSON.stringify(text)}; it must be a whole number from ${min} to ${max}.`,
    help,
  );
}

/** A port that was asked for is that one or a refusal; otherwise the first free one from 3000 on. */
async function listenPort(host: string, asked: number | undefined): Promise<number> {
  const port = await firstFreePort(host, asked ?? env().PORT, asked === undefined ? 20 : 1);
  if (port !== undefined) return port;
  throw new CommandRefusal(
    `Port ${asked ?? '3000 to 3019'} of ${host} is in use.`,
    'End the program that listens there, or choose another: npm start -- --port 4000',
  );
}

/** The address that the console is told to be at, unless NEXTAUTH_URL says it. */
export function consoleUrl({ host, port }: Pick<StartOptions, 'host' | 'port'>): string {
  return isLoopback(host) || host === '0.0.0.0' || host === '::'
    ? `http://localhost:${port}`
    : `http://${host}:${port}`;
}
