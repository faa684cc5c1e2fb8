import type { Result } from '@/lib/domain/refusal';
import { refuse } from '@/lib/domain/refusal';
import { checkFolderAction, publishFolderAction } from '@/lib/server/actions/releases';
import type { PublishedRelease, ReleaseDraft } from '@/lib/wire/releases-view';
import type { PickedFile } from '@/components/ui/dropped-files';

/** Where the scripts come from: files that the browser has read, or a folder of the server's machine. */
export type ReleaseSource =
  | { readonly kind: 'zip'; readonly file: PickedFile }
  | { readonly kind: 'folder'; readonly files: readonly PickedFile[] }
  | { readonly kind: 'server'; readonly folder: string };

export type PublishInput = {
  readonly changelogKey: string;
  readonly changelogName?: string;
  readonly name: string;
  readonly placeholders: Readonly<Record<string, { readonly value: string; readonly secret: boolean }>>;
};

const UPLOAD = '/api/releases/upload';

/** Reads and compares; stores nothing. */
export const checkSource = (
  source: ReleaseSource,
  changelogKey: string | null,
): Promise<Result<ReleaseDraft>> =>
  source.kind === 'server'
    ? answered(() => checkFolderAction({ changelogKey, folder: source.folder }))
    : upload<ReleaseDraft>(`${UPLOAD}?dryRun=1`, source, { changelogKey });

export const publishSource = (
  source: ReleaseSource,
  input: PublishInput,
): Promise<Result<PublishedRelease>> =>
  source.kind === 'server'
    ? answered(() => publishFolderAction({ ...input, folder: source.folder }))
    : upload<PublishedRelease>(UPLOAD, source, input);

function upload<Value>(
  url: string,
  source: Exclude<ReleaseSource, { kind: 'server' }>,
  input: unknown,
): Promise<Result<Value>> {
  const files = source.kind === 'zip' ? [source.file] : source.files;
  const form = new FormData();
  form.set('kind', source.kind);
  form.set('input', JSON.stringify(input));
  form.set('paths', JSON.stringify(files.map(({ path }) => path)));
  for (const { file } of files) form.append('file', file);
  return answered(async () => {
    const response = await fetch(url, { method: 'POST', body: form });
    return (await response.json()) as Result<Value>;
  });
}

/** No answer is an answer too: the connection was cut, or a file has changed since it was chosen. */
async function answered<Value>(ask: () => Promise<Result<Value>>): Promise<Result<Value>> {
  try {
    return await ask();
  } catch {
    return refuse('internal', { reference: 'no answer' });
  }
}
