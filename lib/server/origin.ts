import { isLoopback } from '@/lib/platform/env';

type HeaderReader = { get(name: string): string | null };

/**
 * A write must come from our own pages: its Origin is this console's, and the browser does not call it cross-site.
 * Next lets a request without an Origin header through; we do not, since every browser sends one with a write.
 * @param publicUrl the console's address (NEXTAUTH_URL). With it a page that only resolves to this machine (DNS
 *   rebinding: its Origin and its Host agree) is foreign too. All names of the loopback count as one.
 */
export function isForeignWrite(method: string, headers: HeaderReader, publicUrl?: string): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return false;
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return true;
  const origin = headers.get('origin');
  if (origin === null || !URL.canParse(origin)) return true;
  const from = new URL(origin);
  if (publicUrl !== undefined) {
    const own = new URL(publicUrl);
    if (from.origin === own.origin) return false;
    if (!isLoopbackUrl(own) || !isLoopbackUrl(from)) return true;
  }
  const host = headers.get('x-forwarded-host') ?? headers.get('host');
  return host === null || from.host !== host;
}

const isLoopbackUrl = (url: URL): boolean => isLoopback(url.hostname.replaceAll(/^\[|\]$/g, ''));
