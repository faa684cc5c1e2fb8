/** The package has no types of its own; this is what the tests use of it. */
declare module 'yazl' {
  export class ZipFile {
    readonly outputStream: NodeJS.ReadableStream;
    addBuffer(
      buffer: Buffer,
      path: string,
      options?: { readonly mode?: number; readonly compress?: boolean },
    ): void;
    addEmptyDirectory(path: string): void;
    end(): void;
  }
}
