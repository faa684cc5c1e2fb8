import type { LiveHub } from './hub';

const BEAT_MS = 5_000;
const RECHECK_MS = 60_000;

/**
 * The body of one tab's event stream. `beat` says that the line is alive (a comment would not reach the page's code),
 * `hint` carries topics, `bye` comes before we end it on purpose.
 * @param stillAllowed asked each minute: a session may be revoked while its stream is open
 */
export function liveStream(
  hub: LiveHub,
  gone: AbortSignal,
  stillAllowed: () => Promise<boolean>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let end = (): void => undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string): void => controller.enqueue(encoder.encode(text));
      const beat = setInterval(() => send('event: beat\ndata:\n\n'), BEAT_MS);
      const recheck = setInterval(() => {
        stillAllowed().then(
          (allowed) => {
            if (!allowed) bye();
          },
          // The database is away: the page shows what it has, and the next minute asks again.
          () => undefined,
        );
      }, RECHECK_MS);
      const leave = hub.join({
        hint: (id, hint) => send(`id: ${id}\nevent: hint\ndata: ${JSON.stringify(hint)}\n\n`),
        close: () => bye(),
      });
      end = () => {
        clearInterval(beat);
        clearInterval(recheck);
        leave();
        gone.removeEventListener('abort', end);
        end = () => undefined;
      };
      const bye = (): void => {
        end();
        send('event: bye\ndata:\n\n');
        controller.close();
      };
      gone.addEventListener('abort', () => end());
      // Also how long a browser waits before it comes back.
      send('retry: 2000\nevent: beat\ndata:\n\n');
    },
    cancel() {
      end();
    },
  });
}
