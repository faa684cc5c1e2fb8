import type { Result } from '@/lib/domain/refusal';
import { readZip } from '@/lib/changelog/read-zip';
import type { FileList, ReleaseFile } from '@/lib/changelog/release-file';
import type { Input, publishRelease as schema } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { publishRelease, type Published } from './publish-release';

/** A zip as it came in, or the files of a folder that the browser has read. */
export type Upload =
  | { readonly kind: 'zip'; readonly bytes: Buffer }
  | { readonly kind: 'folder'; readonly files: readonly ReleaseFile[] };

export async function publishUpload(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
  upload: Upload,
): Promise<Result<Published>> {
  const files: FileList =
    upload.kind === 'zip' ? await readZip(upload.bytes) : { ok: true, files: upload.files };
  return publishRelease(engine, actor, input, files, 'upload');
}
