import { pino, type DestinationStream, type Logger } from 'pino';
import { env } from '@/lib/platform/env';

/**
 * Structured logs: JSON lines on standard output. Names of fields that may carry a secret are removed wherever they
 * stand, as is the user part of a URL in an error's message; still, do not log what you would not show.
 */

const secretNames = [
  'password',
  'secret',
  'token',
  'credential',
  'sealed',
  'connectionString',
  'databaseUrl',
  'authorization',
  'cookie',
  'DATABASE_URL',
  'NEXTAUTH_SECRET',
  'GROUNDSWELL_KEY',
  'GROUNDSWELL_AUDIT_KEY',
];
const redactedPaths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** `scheme://user:password@host` becomes `scheme://[redacted]@host`. */
export function withoutUrlCredentials(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1[redacted]@');
}

type SerializedError = {
  type: string;
  message: string;
  stack?: string;
  code?: string;
  cause?: SerializedError;
};

/** Of an error only what diagnosis needs: a database error's detail, for one, holds a customer's row. */
function serializeError(error: unknown): SerializedError {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutUrlCredentials(String(error)) };
  return {
    type: error.name,
    message: withoutUrlCredentials(error.message),
    ...(error.stack !== undefined && { stack: withoutUrlCredentials(error.stack) }),
    ...('code' in error && typeof error.code === 'string' && { code: error.code }),
    ...(error.cause !== undefined && { cause: serializeError(error.cause) }),
  };
}

export function createLog(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: redactedPaths, censor: '[redacted]' },
      serializers: { err: serializeError, error: serializeError },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}

let root: Logger | undefined;

/** The logger of one part of the system, for example `log('worker')`. */
export function log(part: string): Logger {
  root ??= createLog(env().LOG_LEVEL);
  return root.child({ part });
}
