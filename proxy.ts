import { NextResponse, type NextRequest } from 'next/server';
import { refuse } from '@/lib/domain/refusal';
import { env } from '@/lib/platform/env';
import { randomToken } from '@/lib/platform/secrets';
import { isForeignWrite } from '@/lib/server/origin';
import { RETURN_PATH_HEADER, signInPath } from '@/lib/server/return-path';
import { contentSecurityPolicy, securityHeaders } from '@/lib/server/security-headers';
import { paths } from '@/lib/wire/paths';

/**
 * In front of everything but files: headers, foreign writes, and the way to the sign-in page. It authorises nothing:
 * every page, action and route handler asks for the operator itself.
 */
export function proxy(request: NextRequest): NextResponse {
  const { NEXTAUTH_URL: publicUrl, NODE_ENV: mode } = env();
  const { pathname, search } = request.nextUrl;
  const isApi = pathname.startsWith('/api/');

  if (isForeignWrite(request.method, request.headers, publicUrl)) {
    return withHeaders(NextResponse.json(refuse('foreign_origin'), { status: 403 }), publicUrl);
  }
  if (!isApi && !isOpenPage(pathname) && isRead(request.method) && !hasSessionCookie(request)) {
    return withHeaders(NextResponse.redirect(new URL(signInPath(`${pathname}${search}`), request.url)), publicUrl);
  }

  const nonce = randomToken(18);
  const policy = contentSecurityPolicy(nonce, mode === 'development');
  const headers = new Headers(request.headers);
  // Next reads the nonce from the request's policy and puts it on its own scripts.
  headers.set('content-security-policy', policy);
  headers.set('x-nonce', nonce);
  headers.set(RETURN_PATH_HEADER, `${pathname}${search}`);
  const response = withHeaders(NextResponse.next({ request: { headers } }), publicUrl);
  response.headers.set('Content-Security-Policy', policy);
  return response;
}

export const config = { matcher: ['/((?!_next/static/|_next/image|api/releases/upload$|favicon\\.ico$|icon\\.svg$).*)'] };

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

const isOpenPage = (pathname: string): boolean => pathname === paths.signIn || pathname === paths.setup;

/** Whether it is worth opening is for the page to find out; long tokens are cut into `.0`, `.1` … */
const hasSessionCookie = (request: NextRequest): boolean =>
  request.cookies.getAll().some(({ name }) => /^(__Secure-)?next-auth\.session-token(\.\d+)?$/.test(name));

function withHeaders(response: NextResponse, publicUrl: string): NextResponse {
  for (const [name, value] of Object.entries(securityHeaders(publicUrl.startsWith('https://')))) {
    response.headers.set(name, value);
  }
  return response;
}
