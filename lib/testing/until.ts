import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits for a condition and not for a time: asks again every 20 ms until it answers something true.
 * @param what the sentence that the test fails with after `timeoutMs`.
 */
export async function until<Value>(
  what: string,
  ask: () => Promise<Value> | Value,
  timeoutMs = 20_000,
): Promise<NonNullable<Value>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`never happened: ${what}`);
    await delay(20);
  }
}
