import { z } from 'zod';

/**
 * The only reader of `process.env`. A variable is parsed when it is first read, and once: a process that never
 * needs the audit key starts without one, and `next build` needs nothing at all.
 */

const aes256Key = z
  .string()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((key) => key.length === 32);

const flag = z
  .enum(['', '0', '1', 'false', 'true'])
  .default('')
  .transform((text) => text === '1' || text === 'true');

const postgresUrl = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && ['postgres:', 'postgresql:'].includes(url.protocol) && url.pathname.length > 1;
});

type Variable = {
  readonly schema: z.ZodType;
  /** What the value must be and how to get one, as a sentence that can follow "Set it to". */
  readonly remedy: string;
  /** The value never stands in an error. */
  readonly secret?: true;
};

const variables = {
  DATABASE_URL: {
    schema: postgresUrl,
    secret: true,
    remedy:
      'postgresql://user:password@host:5432/database, or run `npm start` without it for the embedded server',
  },
  NEXTAUTH_SECRET: {
    schema: z.string().min(32),
    secret: true,
    remedy: 'at least 32 random characters, for example the output of `openssl rand -base64 32`',
  },
  NEXTAUTH_URL: {
    schema: z.url({ protocol: /^https?$/ }),
    remedy: 'the address that browsers use, for example https://groundswell.example.com',
  },
  GROUNDSWELL_KEY: {
    schema: aes256Key,
    secret: true,
    remedy: '32 random bytes in base64: the output of `openssl rand -base64 32`. It encrypts the credentials',
  },
  GROUNDSWELL_AUDIT_KEY: {
    schema: aes256Key,
    secret: true,
    remedy: '32 random bytes in base64: the output of `openssl rand -base64 32`. It seals the audit log',
  },
  HOST: {
    schema: z.string().min(1).default('127.0.0.1'),
    remedy: 'the address to listen on, for example 0.0.0.0',
  },
  PORT: {
    schema: z.string().regex(/^\d+$/).default('3000').transform(Number).pipe(z.int().min(1).max(65_535)),
    remedy: 'a TCP port, 1 to 65535',
  },
  GROUNDSWELL_EMBEDDED: { schema: flag, remedy: '1 or 0 (`npm start` sets it)' },
  GROUNDSWELL_RELEASES_DIR: {
    schema: z.string().min(1).optional(),
    remedy: 'the folder from which releases may be published',
  },
  GROUNDSWELL_DATA_DIR: {
    schema: z.string().min(1).default('.groundswell'),
    remedy: 'a folder that we may write to',
  },
  GROUNDSWELL_PG_MAJOR: {
    schema: z.enum(['15', '16', '17', '18']).default('18').transform(Number),
    remedy: '15, 16, 17 or 18',
  },
  GROUNDSWELL_TEST_PG_DIR: {
    schema: z.string().min(1).optional(),
    remedy: 'a folder that holds bin, lib and share of a PostgreSQL',
  },
  LOG_LEVEL: {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    remedy: 'trace, debug, info, warn, error, fatal or silent',
  },
  WORKER_CONCURRENCY: {
    schema: z.string().regex(/^\d+$/).default('16').transform(Number).pipe(z.int().min(1).max(256)),
    remedy: 'how many tenants one worker migrates at a time, 1 to 256',
  },
  NODE_ENV: {
    schema: z.enum(['development', 'test', 'production']).default('production'),
    remedy: 'development, test or production',
  },
  // CI systems set it to all sorts of things; only "not set", "0" and "false" mean no.
  CI: {
    schema: z
      .string()
      .default('')
      .transform((text) => !['', '0', 'false'].includes(text)),
    remedy: '1 or nothing',
  },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof variables;
export type Env = { readonly [Name in VariableName]: z.output<(typeof variables)[Name]['schema']> };
type Source = Readonly<Record<string, string | undefined>>;

/** A variable is missing or has a value that we cannot use. The process cannot do its work: it is thrown. */
export class EnvironmentError extends Error {
  readonly code: 'variable_missing' | 'variable_invalid';
  readonly variable: VariableName;

  constructor(variable: VariableName, value: string | undefined, remedy: string, secret: boolean) {
    const shown = secret ? 'has a value that cannot be used (not shown)' : `is ${JSON.stringify(value)}`;
    const found = value === undefined ? 'is not set' : shown;
    super(`${variable} ${found}. Set it to ${remedy}.`);
    this.name = 'EnvironmentError';
    this.code = value === undefined ? 'variable_missing' : 'variable_invalid';
    this.variable = variable;
  }
}

/** An environment over `source`. Reading a property parses it, once; throws `EnvironmentError`. */
export function readEnv(source: Source): Env {
  const parsed = new Map<string, unknown>();
  const read = (name: VariableName): unknown => {
    if (!parsed.has(name)) {
      const { schema, remedy, ...rest } = variables[name];
      const value = source[name];
      const result = schema.safeParse(value);
      if (!result.success) throw new EnvironmentError(name, value, remedy, 'secret' in rest);
      parsed.set(name, result.data);
    }
    return parsed.get(name);
  };
  const target = {};
  for (const name of Object.keys(variables)) {
    Object.defineProperty(target, name, { enumerable: true, get: () => read(name as VariableName) });
  }
  return target as Env;
}

let current: Env | undefined;

export function env(): Env {
  return (current ??= readEnv(process.env));
}

/** For `npm start`, which decides what was left open: sets variables of this process and of those it starts. */
export function setEnvironment(values: Partial<Record<VariableName, string>>): void {
  Object.assign(process.env, values);
  current = undefined;
}

/** Whether the variable is set at all (an empty value counts as not set). */
export function isSet(name: VariableName, source: Source = process.env): boolean {
  return (source[name] ?? '') !== '';
}

/** The environment of a process that we start: ours, with `overrides`; undefined removes. */
export function childEnvironment(overrides: Source): NodeJS.ProcessEnv {
  const merged = { ...process.env, ...overrides };
  return Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== undefined),
  ) as NodeJS.ProcessEnv;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Demo accounts have known passwords: only on the embedded default, and only where nobody else can reach it. */
export function demoAccountsAllowed(settings: Pick<Env, 'GROUNDSWELL_EMBEDDED' | 'HOST'> = env()): boolean {
  return settings.GROUNDSWELL_EMBEDDED && isLoopback(settings.HOST);
}

export type CredentialLookup =
  | { readonly ok: true; readonly value: string }
  | {
      readonly ok: false;
      readonly code: 'credential_name_refused' | 'credential_not_set';
      readonly name: string;
    };

/**
 * The credential that a server refers to as `env:<name>`. Only names made for that purpose are read, so that a
 * person who may edit servers cannot have the console send any other variable of this process to a host of theirs.
 */
export function credentialFromEnv(name: string, source: Source = process.env): CredentialLookup {
  if (!/^GROUNDSWELL_CREDENTIAL_[A-Z0-9_]+$/.test(name))
    return { ok: false, code: 'credential_name_refused', name };
  const value = source[name] ?? '';
  return value === '' ? { ok: false, code: 'credential_not_set', name } : { ok: true, value };
}
