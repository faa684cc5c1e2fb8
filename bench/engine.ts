import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startOwnCluster } from '@/lib/testing/cluster';
import { runFull } from './full';
import { createTenants, runEngine, runFloor, schemaNames, type Place } from './modes';
import { openRolloutBench } from './rollout';
import { workload } from './workload';

/**
 * `npm run bench:engine -- --tenants 200 --migrations 10 --json`: schema-per-tenant on real PostgreSQL, against a floor
 * of bare `pg`, in rounds that interleave all modes in one process. The last line is one JSON object of medians.
 */
const { values } = parseArgs({
  options: {
    tenants: { type: 'string', default: '200' },
    migrations: { type: 'string', default: '10' },
    concurrency: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    sizes: { type: 'string', default: '100,1000,10000' },
  },
});
const count = (max: number) => z.coerce.number().int().min(1).max(max);
const sizes = z
  .string()
  .transform((text) => text.split(',').map(Number))
  .pipe(z.array(z.int().min(100).max(20_000)).min(1));
const options = z
  .object({
    tenants: count(10_000),
    migrations: count(200),
    concurrency: count(64),
    rounds: count(50),
    json: z.boolean(),
    full: z.boolean(),
    sizes,
  })
  .parse(values);

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
};
const rounded = (value: number) => Math.round(value * 1000) / 1000;

// fsync and synchronous commits stay on: a customer's durability is part of the cost.
const cluster = await startOwnCluster({ settings: { shared_buffers: '256MB', max_wal_size: '4GB' } });
try {
  const migrations = workload(options.migrations);
  const schemas = schemaNames(options.tenants);
  const { concurrency } = options;
  const rollouts = await openRolloutBench(cluster, options.migrations, concurrency);
  const modes = {
    floor: (places: readonly Place[]) => runFloor(cluster, places, migrations, concurrency),
    engine: (places: readonly Place[]) => runEngine(cluster, places, migrations, concurrency),
    grouped: (places: readonly Place[]) => runEngine(cluster, places, migrations, concurrency, true),
    rollout: (places: readonly Place[]) => rollouts.run(places[0]?.database ?? '', schemas),
  };
  const names = Object.keys(modes) as (keyof typeof modes)[];
  const seconds: Record<keyof typeof modes, number[]> = {
    floor: [],
    engine: [],
    grouped: [],
    rollout: [],
  };
  // Round 0 warms caches, plans and processes up and is not counted; the order turns by one each round.
  for (let round = 0; round <= options.rounds; round += 1) {
    for (const [index] of names.entries()) {
      const mode = names[(index + round) % names.length] ?? 'floor';
      const database = `bench_${mode}_${round}`;
      const places = await createTenants(cluster, database, schemas);
      const taken = await modes[mode](places);
      await cluster.sql('postgres', `DROP DATABASE ${database} WITH (FORCE)`);
      if (round > 0) seconds[mode].push(taken);
      if (!options.json) console.info(`round ${round} ${mode.padEnd(8)} ${taken.toFixed(2)} s`);
    }
  }
  await rollouts.close();
  const floorSeconds = median(seconds.floor);
  const engineSeconds = median(seconds.engine);
  const say = (text: string) => (options.json ? undefined : console.info(text));
  const line = {
    tenants: options.tenants,
    migrations: options.migrations,
    concurrency,
    rounds: options.rounds,
    seconds: rounded(engineSeconds),
    floorSeconds: rounded(floorSeconds),
    rolloutSeconds: rounded(median(seconds.rollout)),
    groupedSeconds: rounded(median(seconds.grouped)),
    ratioToFloor: rounded(engineSeconds / floorSeconds),
    groupedRatioToFloor: rounded(median(seconds.grouped) / floorSeconds),
    rolloutRatioToFloor: rounded(median(seconds.rollout) / floorSeconds),
    ...(options.full && (await runFull(cluster, migrations, { ...options, say }))),
  };
  console.info(JSON.stringify(line));
} finally {
  await cluster.stop();
}
process.exit(0);
