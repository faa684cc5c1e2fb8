import 'server-only';
import { NextResponse, type NextRequest } from 'next/server';
import { z } from 'zod';
import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { checkUpload, uploadLimits } from '@/lib/engine/check-release';
import type { Published } from '@/lib/engine/publish-release';
import { publishUpload, type Upload } from '@/lib/engine/publish-upload';
import { auditRefusal } from '@/lib/engine/transact';
import { env } from '@/lib/platform/env';
import { publishRelease } from '@/lib/wire/commands';
import { checkRelease, type ReleaseDraft } from '@/lib/wire/releases-view';
import { badInput } from '@/lib/wire/result';
import { command } from './command';
import { isForeignWrite } from './origin';
import { refusedResponse } from './routes';
import { securityHeaders } from './security-headers';

/** What the parts of a multipart body may add to the files: headers, boundaries, paths. */
const PART_BYTES = 1_500;
const FORM_BYTES = 1_000_000;
const BODY_BYTES = uploadLimits.totalBytes + uploadLimits.files * PART_BYTES + FORM_BYTES;

const uploadForm = z.object({
  kind: z.enum(['zip', 'folder']),
  /** Paths of the files, in their order: a part's own file name does not keep its folders everywhere. */
  paths: z.array(z.string().max(2000)).max(uploadLimits.files + 1),
});

type Answer = Published | ReleaseDraft;

/**
 * Takes a release as files. Who asks is known before a byte of the body is read; the body is read up to the limit,
 * whatever its length header says. With `?dryRun=1` it is read and compared, and nothing is stored.
 * proxy.ts passes this route by, since it would keep the body in memory for anybody: what it does is done here.
 */
export async function receiveRelease(request: NextRequest): Promise<NextResponse> {
  const { NEXTAUTH_URL: publicUrl } = env();
  const answer = isForeignWrite(request.method, request.headers, publicUrl)
    ? refusedResponse(refuse('foreign_origin').refusal)
    : await receive(request, request.nextUrl.searchParams.get('dryRun') === '1');
  for (const [name, value] of Object.entries(securityHeaders(publicUrl.startsWith('https://')))) {
    answer.headers.set(name, value);
  }
  return answer;
}

async function receive(request: NextRequest, dryRun: boolean): Promise<NextResponse> {
  const result = await command(
    'publish-release',
    z.object({}),
    {},
    async (engine, actor): Promise<Result<Answer>> => {
      const read = await readForm(request);
      if (!read.ok) return await auditRefusal(engine, actor, 'publish-release', read.refusal);
      const { input, upload } = read.value;
      if (dryRun) {
        const parsed = checkRelease.safeParse(input);
        return parsed.success
          ? ok(await checkUpload(engine, parsed.data.changelogKey, upload))
          : badInput(parsed.error);
      }
      const parsed = publishRelease.safeParse(input);
      return parsed.success
        ? await publishUpload(engine, actor, parsed.data, upload)
        : badInput(parsed.error);
    },
  );
  return result.ok
    ? NextResponse.json(result, { headers: { 'Cache-Control': 'no-store' } })
    : refusedResponse(result.refusal);
}

type ReadForm = Result<{ readonly input: unknown; readonly upload: Upload }>;

async function readForm(request: NextRequest): Promise<ReadForm> {
  const type = request.headers.get('content-type') ?? '';
  if (!type.startsWith('multipart/form-data')) return unreadable('The body is no form.');
  const body = await readBody(request);
  if (!body.ok) return body;
  let form: FormData;
  try {
    form = await new Response(body.value, { headers: { 'Content-Type': type } }).formData();
  } catch (error) {
    if (error instanceof TypeError) return unreadable('The form cannot be read.');
    throw error;
  }
  const described = uploadForm.safeParse({ kind: form.get('kind'), paths: jsonOf(form.get('paths')) });
  if (!described.success) return badInput(described.error);
  const { kind, paths } = described.data;
  const files = form.getAll('file').filter((part) => part instanceof File);
  const upload = kind === 'zip' ? await zipOf(files) : await folderOf(files, paths);
  return upload.ok ? ok({ input: jsonOf(form.get('input')), upload: upload.value }) : upload;
}

async function zipOf(files: readonly File[]): Promise<Result<Upload>> {
  const [first] = files;
  if (first === undefined || files.length !== 1) return unreadable('Choose one zip.');
  if (first.size > uploadLimits.archiveBytes) return tooLarge(uploadLimits.archiveBytes);
  return ok({ kind: 'zip', bytes: Buffer.from(await first.arrayBuffer()) });
}

/** One file above the limit is let through: the reader then says how many are taken. */
async function folderOf(files: readonly File[], paths: readonly string[]): Promise<Result<Upload>> {
  if (files.length !== paths.length) return unreadable('Files and paths do not go together.');
  const read = await Promise.all(
    files.map(async (file, index) => ({
      path: paths[index] ?? file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  );
  return ok({ kind: 'folder', files: read });
}

async function readBody(request: NextRequest): Promise<Result<Buffer<ArrayBuffer>>> {
  if (Number(request.headers.get('content-length') ?? 0) > BODY_BYTES)
    return tooLarge(uploadLimits.totalBytes);
  if (request.body === null) return unreadable('The body is empty.');
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.length;
    if (length > BODY_BYTES) return tooLarge(uploadLimits.totalBytes);
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks));
}

function jsonOf(part: FormDataEntryValue | null): unknown {
  if (typeof part !== 'string') return null;
  try {
    return JSON.parse(part) as unknown;
  } catch {
    return null;
  }
}

const unreadable = (message: string) => refuse('bad_input', { fields: [`form: ${message}`], count: 1 });
const tooLarge = (limitBytes: number) => refuse('upload_too_large', { limitBytes });
