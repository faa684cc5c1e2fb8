import 'server-only';
import { NextResponse, type NextRequest } from 'next/server';
import type { z } from 'zod';
import { refuse, type Refusal, type RefusalCode, type Result } from '@/lib/domain/refusal';
import type { Verb } from '@/lib/domain/verbs';
import type { Engine } from '@/lib/engine/context';
import { log } from '@/lib/platform/log';
import { badInput } from '@/lib/wire/result';
import { command } from './command';
import { engine } from './engine';
import { isForeignWrite } from './origin';
import { currentOperator, type Operator } from './operator';
import { searchInput } from './search-input';

const STATUS: Partial<Record<RefusalCode, number>> = {
  not_signed_in: 401,
  not_allowed: 403,
  foreign_origin: 403,
  own_approval: 403,
  not_found: 404,
  rate_limited: 429,
  bad_input: 400,
  upload_too_large: 413,
  internal: 500,
};

const headers = { 'Cache-Control': 'no-store' };

export const refusedResponse = (refusal: Refusal): NextResponse =>
  NextResponse.json({ ok: false, refusal }, { status: STATUS[refusal.code] ?? 409, headers });

/**
 * A command that must never wait behind another (pause, abort, cancel: server actions of one client run one after
 * another) or that carries a file. JSON in, Result out.
 */
export const commandRoute =
  <Schema extends z.ZodType, Value>(
    verb: Verb,
    schema: Schema,
    run: (engine: Engine, actor: Operator, input: z.infer<Schema>) => Promise<Result<Value>>,
  ) =>
  async (request: NextRequest): Promise<NextResponse> => {
    if (isForeignWrite(request.method, request.headers)) return refusedResponse(refuse('foreign_origin').refusal);
    let input: unknown;
    try {
      input = await request.json();
    } catch {
      return refusedResponse(refuse('bad_input', { fields: ['form: The body is not JSON.'], count: 1 }).refusal);
    }
    const result = await command(verb, schema, input, run);
    return result.ok ? NextResponse.json(result, { headers }) : refusedResponse(result.refusal);
  };

/**
 * A view for the browser's queries: GET, signed in, search parameters parsed by `schema`. Views are for every role:
 * `read` leaves out what the operator may not see.
 */
export const viewRoute =
  <Schema extends z.ZodType, View>(
    schema: Schema,
    read: (engine: Engine, operator: Operator, query: z.infer<Schema>) => Promise<View | null>,
  ) =>
  async (request: NextRequest, context?: { params: Promise<Record<string, string>> }): Promise<NextResponse> => {
    try {
      const operator = await currentOperator();
      if (operator === null) return refusedResponse(refuse('not_signed_in').refusal);
      const parsed = schema.safeParse({ ...searchInput(request.nextUrl.searchParams), ...(context ? await context.params : {}) });
      if (!parsed.success) return refusedResponse(badInput(parsed.error).refusal);
      const view = await read(await engine(), operator, parsed.data);
      if (view === null) return refusedResponse(refuse('not_found').refusal);
      return NextResponse.json(view, { headers });
    } catch (error) {
      const reference = crypto.randomUUID().slice(0, 8);
      log('view').error({ err: error, path: request.nextUrl.pathname, reference }, 'view failed');
      return refusedResponse(refuse('internal', { reference }).refusal);
    }
  };
