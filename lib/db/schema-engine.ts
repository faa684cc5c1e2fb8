import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

/**
 * Prisma's own schema engine, in the WebAssembly form that it publishes to npm: no executable to download. It writes
 * `_prisma_migrations` as Prisma's command line does, so both can work on one database.
 */

export type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';

/** What the database said when it refused a script; `position` counts characters from 1. */
export type ScriptError = {
  readonly sqlstate: string;
  readonly message: string;
  readonly position: number | undefined;
};

export type EngineSession = {
  readonly engine: SchemaEngine;
  /** The error of the script that failed last: the engine itself passes on only a number. */
  readonly lastScriptError: () => ScriptError | undefined;
};

let loaded: Promise<void> | undefined;

/** Runs `work` with an engine on that database; its connections are closed afterwards. */
export async function withSchemaEngine<T>(
  databaseUrl: string,
  work: (session: EngineSession) => Promise<T>,
): Promise<T> {
  await (loaded ??= load());
  let lastScriptError: ScriptError | undefined;
  const connections: Adapter[] = [];
  const connect = async (url: string) => {
    const adapter = await connectAdapter(url, (error) => (lastScriptError = error));
    connections.push(adapter);
    return adapter;
  };
  const { provider, adapterName } = new PrismaPg(databaseUrl);
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider,
    adapterName,
    connect: () => connect(databaseUrl),
    connectToShadowDb: () => connectToScratchDatabase(databaseUrl, connect),
  });
  try {
    const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => undefined, factory);
    try {
      return await work({ engine, lastScriptError: () => lastScriptError });
    } finally {
      engine.free();
    }
  } finally {
    await Promise.all(connections.map((connection) => connection.dispose()));
  }
}

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/** Prisma's adapter with three things mended. */
async function connectAdapter(
  connectionString: string,
  onScriptError: (error: ScriptError) => void,
): Promise<Adapter> {
  // One connection, because the engine's advisory lock is a session's.
  const pool = new pg.Pool({ connectionString, max: 1 });

  // The engine reads catalogs, and the adapter gives up at their one-letter type "char" (oid 18). It travels as text
  // does: the adapter is shown text (oid 25), the engine the character that it expects.
  let letters: ReadonlySet<number> = new Set();
  const send: (...parameters: unknown[]) => Promise<{ fields?: { dataTypeID: number }[] }> =
    pool.query.bind(pool);
  const query = async (...parameters: unknown[]) => {
    const result = await send(...parameters);
    const fields = result.fields ?? [];
    letters = new Set(fields.keys().filter((at) => fields[at]?.dataTypeID === 18));
    for (const at of letters) Object.assign(fields[at] ?? {}, { dataTypeID: 25 });
    return result;
  };
  Object.assign(pool, { query });
  const adapter = await new PrismaPg(pool).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (parameters) => {
    const result = await queryRaw(parameters);
    const columnTypes = result.columnTypes.map((type, at) =>
      letters.has(at) ? ColumnTypeEnum.Character : type,
    );
    return { ...result, columnTypes };
  };

  // The adapter splits a script at every semicolon, also inside a function's body, and commits piece by piece. Sent
  // whole, as one simple-protocol message, a script is one transaction and PostgreSQL does the splitting.
  adapter.executeScript = async (script) => {
    try {
      await send(script);
    } catch (error) {
      const known = scriptError(error);
      if (known) onScriptError(known);
      throw error;
    }
  };

  // The engine and we both dispose of it, whichever comes first.
  let ended: Promise<void> | undefined;
  adapter.dispose = () => (ended ??= pool.end());
  return adapter;
}

/**
 * A database of its own, dropped when it is disposed of. The adapter's own way is of no use with a connection string:
 * the string's database wins over the one asked for, and the scripts would meet their own tables.
 */
async function connectToScratchDatabase(
  databaseUrl: string,
  connect: (url: string) => Promise<Adapter>,
): Promise<Adapter> {
  const name = `groundswell_diff_${randomUUID()}`;
  const maintenance = new pg.Client({ connectionString: databaseUrl });
  await maintenance.connect();
  await maintenance.query(`CREATE DATABASE "${name}"`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  const adapter = await connect(url.href);
  const disconnect = adapter.dispose.bind(adapter);
  const drop = async () => {
    await disconnect();
    await maintenance.query(`DROP DATABASE "${name}" WITH (FORCE)`);
    await maintenance.end();
  };
  let dropped: Promise<void> | undefined;
  adapter.dispose = () => (dropped ??= drop());
  return adapter;
}

/** What the package's own entry does with `import … from '*.wasm'`, which Node 24 does not load without a flag. */
async function load(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const wasm = await readFile(join(dirname(entry), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  // Where the engine leaves the text of a panic before it traps; without it the text is lost.
  const panics = { set_message: (message: string) => process.stderr.write(`schema engine: ${message}\n`) };
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics });
  const start = instance.exports['__wbindgen_start'];
  if (typeof start !== 'function') throw new TypeError('the schema engine has no __wbindgen_start');
  start();
}

function scriptError(error: unknown): ScriptError | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const position = 'position' in error ? Number(error.position) : Number.NaN;
  return {
    sqlstate: error.code,
    message: error.message,
    position: Number.isInteger(position) ? position : undefined,
  };
}
