import NextAuth from 'next-auth';
import type { NextRequest } from 'next/server';
import { authOptions } from '@/lib/server/auth-options';

type Context = { readonly params: Promise<{ readonly nextauth: string[] }> };

// Options are read per request: `next build` has no secrets.
const handle = (request: NextRequest, context: Context): Promise<Response> =>
  NextAuth(request, { params: context.params.then(({ nextauth }) => ({ nextauth })) }, authOptions()) as Promise<Response>;

export { handle as GET, handle as POST };
