export interface PickedFile {
  /** With the folder, `/` between the parts: "sql/V1__init.sql". */
  readonly path: string;
  readonly file: File;
}

const readFile = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });

/** A reader gives at most 100 entries at a time; an empty answer is the end. */
const readFolder = async (entry: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> => {
  const reader = entry.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<readonly FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (batch.length === 0) return entries;
    entries.push(...batch);
  }
};

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

const walk = async (entry: FileSystemEntry, parent: string): Promise<readonly PickedFile[]> => {
  const path = parent === '' ? entry.name : `${parent}/${entry.name}`;
  if (isFile(entry)) return [{ path, file: await readFile(entry) }];
  if (!isFolder(entry)) return [];
  const inside = await Promise.all((await readFolder(entry)).map((child) => walk(child, path)));
  return inside.flat();
};

/** Everything that was dropped, folders walked through. The entries must be taken before the event handler returns. */
export const droppedFiles = async (transfer: DataTransfer): Promise<readonly PickedFile[]> => {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter(
    (entry) => entry !== null,
  );
  const found = await Promise.all(entries.map((entry) => walk(entry, '')));
  return found.flat();
};

export const chosenFiles = (list: FileList | null): readonly PickedFile[] =>
  Array.from(list ?? [], (file) => ({
    path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
    file,
  }));
