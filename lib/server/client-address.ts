/**
 * The address that login attempts are counted by. The last entry of X-Forwarded-For is the one that the nearest hop
 * wrote (Next itself, when nothing stands before it); earlier ones are whatever the client claimed. A client that
 * talks to Next directly can still send its own header: then the count by e-mail is what slows it down.
 */
export function clientAddress(headers: { get(name: string): string | null }): string {
  const last = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  return last === '' ? 'unknown' : last.slice(0, 100);
}
