import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, test, vi } from 'vitest';
import { refreshViews } from '@/lib/client/refresh-views';

type Read = { readonly signal: AbortSignal; answer(text: string): void; fail(): void };

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A view that is looked at, whose reads are answered by hand. */
function lookedAt() {
  const reads: Read[] = [];
  const client = new QueryClient();
  const observer = new QueryObserver<string>(client, {
    queryKey: ['view', '/api/views/one'],
    meta: { topics: ['rollouts'] },
    initialData: 'old',
    staleTime: Infinity,
    retry: false,
    queryFn: ({ signal }) =>
      new Promise((resolve, reject) => {
        reads.push({ signal, answer: resolve, fail: () => reject(new Error('no answer')) });
      }),
  });
  ends.push(observer.subscribe(() => undefined));
  const data = () => observer.getCurrentResult().data;
  return { client, reads, data };
}

test('hints that come faster than answers do not keep a view from changing', async () => {
  const { client, reads, data } = lookedAt();
  for (let hint = 0; hint < 5; hint += 1) refreshViews(client);
  expect(reads).toHaveLength(1);
  expect(reads[0]?.signal.aborted).toBe(false);
  reads[0]?.answer('first');
  await vi.waitFor(() => expect(data()).toBe('first'));
});

test('what was said during a read is read after it, once', async () => {
  const { client, reads, data } = lookedAt();
  for (let hint = 0; hint < 5; hint += 1) refreshViews(client);
  reads[0]?.answer('before the change');
  await vi.waitFor(() => expect(reads).toHaveLength(2));
  reads[1]?.answer('after the change');
  await vi.waitFor(() => expect(data()).toBe('after the change'));
  expect(reads).toHaveLength(2);
});

test('a read that fails is followed by another all the same', async () => {
  const { client, reads } = lookedAt();
  refreshViews(client);
  refreshViews(client);
  reads[0]?.fail();
  await vi.waitFor(() => expect(reads).toHaveLength(2));
});

test('views that do not match are left alone', () => {
  const { client, reads } = lookedAt();
  refreshViews(client, (query) => query.queryKey.includes('/api/views/other'));
  expect(reads).toHaveLength(0);
});
