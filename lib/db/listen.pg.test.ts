import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, onServer, type TestDatabase } from '@/lib/testing/database';
import { until } from '@/lib/testing/until';
import { listenLive } from './listen';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

test('hears hints, passes over what is none, and listens again after its session has ended', async () => {
  const heard: string[] = [];
  let gaps = 0;
  const listener = listenLive(database.url, (hint) => heard.push(...hint.topics), () => (gaps += 1));
  const send = (payload: string) => client.query('SELECT pg_notify($1, $2)', ['groundswell_live', payload]);
  const sendUntilHeard = (topic: string) =>
    until(`${topic} is heard`, async () => {
      await send(JSON.stringify({ topics: [topic], at: 0 }));
      return heard.includes(topic);
    });
  await sendUntilHeard('first');
  await send('no json');
  await send('{"topics":7}');
  await onServer(
    database,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'groundswell-live' AND datname = '${database.database}'`,
  );
  await until('it noticed the gap', () => gaps === 1);
  await sendUntilHeard('second');
  await listener.close();
  const { rows } = await client.query(
    `SELECT FROM pg_stat_activity WHERE application_name = 'groundswell-live' AND datname = current_database()`,
  );
  expect([rows.length, gaps]).toEqual([0, 1]);
});
