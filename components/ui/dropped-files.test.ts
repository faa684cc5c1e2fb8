import { describe, expect, it } from 'vitest';
import { droppedFiles } from '@/components/ui/dropped-files';

const fileEntry = (name: string) => ({
  name,
  isFile: true,
  isDirectory: false,
  file: (done: (file: File) => void) => done(new File(['select 1'], name)),
});

/** As browsers do: at most 100 entries an answer, then an empty one. */
const folderEntry = (name: string, children: readonly unknown[]) => ({
  name,
  isFile: false,
  isDirectory: true,
  createReader: () => {
    const left = [...children];
    return { readEntries: (done: (entries: unknown[]) => void) => done(left.splice(0, 100)) };
  },
});

const transfer = (entries: readonly unknown[]) =>
  ({ items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })) }) as unknown as DataTransfer;

describe('droppedFiles', () => {
  it('walks folders and keeps their path', async () => {
    const tree = folderEntry('sql', [fileEntry('V1__a.sql'), folderEntry('undo', [fileEntry('U1__a.sql')])]);
    const found = await droppedFiles(transfer([tree, fileEntry('note.txt')]));
    expect(found.map((entry) => entry.path)).toEqual(['sql/V1__a.sql', 'sql/undo/U1__a.sql', 'note.txt']);
  });

  it('reads a folder of more than one answer to its end', async () => {
    const many = Array.from({ length: 250 }, (_, index) => fileEntry(`V${index}__x.sql`));
    expect(await droppedFiles(transfer([folderEntry('sql', many)]))).toHaveLength(250);
  });

  it('passes over what is not a file, such as dragged text', async () => {
    expect(await droppedFiles(transfer([null]))).toEqual([]);
  });

  it('rejects when the browser will not hand a file over', async () => {
    const locked = {
      ...fileEntry('x'),
      file: (_: unknown, failed: (cause: Error) => void) => failed(new Error('NotReadableError')),
    };
    await expect(droppedFiles(transfer([locked]))).rejects.toThrow('NotReadableError');
  });
});
