import pg from 'pg';

/** The part of pg's protocol object that a COPY needs; not in its published types. */
type CopyTarget = pg.Connection & { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void };

export type ServerError = {
  /** Undefined when the failure did not come from the server: the socket broke. */
  readonly sqlstate: string | undefined;
  readonly message: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly constraint: string | undefined;
  readonly schema: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
  /** 1-based, in characters of the message that was sent. Parse and analysis errors have one, run-time errors none. */
  readonly position: number | undefined;
  readonly where: string | undefined;
};

export type BatchRow = readonly (string | null)[];

export type BatchResult =
  | {
      readonly ok: true;
      readonly tags: readonly string[];
      readonly lastRow: BatchRow;
      /** For each tag the last row of its statement; empty where there was none. */
      readonly rows: readonly BatchRow[];
    }
  | {
      readonly ok: false;
      readonly error: ServerError;
      /** Statements that had ended before the failure. */
      readonly completed: number;
      readonly tags: readonly string[];
      readonly rows: readonly BatchRow[];
      /** The server's verdict was not received, or it ended the session: the connection is of no more use. */
      readonly connectionLost: boolean;
    };

const chunkBytes = 64 * 1024;

/**
 * Sends `text` as ONE message of the simple protocol and counts what comes back: pg's own query object keeps every
 * row and does not say how many statements ended before one failed. Data for COPY … FROM STDIN is fed in order,
 * one payload a COPY; the server takes it in the middle of a message too.
 */
export function runBatch(
  client: pg.Client,
  text: string,
  copyPayloads: readonly string[] = [],
): Promise<BatchResult> {
  return new Promise((resolve) => client.query(new Batch(text, copyPayloads, resolve)));
}

class Batch implements pg.Submittable {
  readonly #text: string;
  readonly #payloads: readonly string[];
  readonly #resolve: (result: BatchResult) => void;
  readonly #tags: string[] = [];
  readonly #rows: BatchRow[] = [];
  #lastRow: BatchRow = [];
  #row: BatchRow = [];
  #copies = 0;
  /** pg calls it when it is set on a query object; it must not be undefined or pg would look for a promise. */
  readonly callback = (): void => undefined;

  constructor(text: string, payloads: readonly string[], resolve: (result: BatchResult) => void) {
    this.#text = text;
    this.#payloads = payloads;
    this.#resolve = resolve;
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#text);
  }

  handleRowDescription(): void {
    this.#lastRow = [];
  }

  handleDataRow(message: { fields: BatchRow }): void {
    this.#lastRow = message.fields;
    this.#row = message.fields;
  }

  handleCommandComplete(message: { text: string }): void {
    this.#tags.push(message.text);
    this.#rows.push(this.#row);
    this.#row = [];
  }

  handleEmptyQuery(): void {
    this.#lastRow = [];
  }

  handlePortalSuspended(): void {
    this.#lastRow = [];
  }

  handleCopyInResponse(connection: CopyTarget): void {
    const payload = this.#payloads[this.#copies++] ?? '';
    const data = Buffer.from(payload === '' || payload.endsWith('\n') ? payload : `${payload}\n`, 'utf8');
    for (let offset = 0; offset < data.length; offset += chunkBytes) {
      connection.sendCopyFromChunk(data.subarray(offset, offset + chunkBytes));
    }
    connection.endCopyFrom();
  }

  /** COPY … TO STDOUT: nobody reads it. */
  handleCopyData(): void {
    this.#lastRow = [];
  }

  handleError(error: unknown, connection: pg.Connection): void {
    const failed = (connectionLost: boolean) =>
      this.#resolve({
        ok: false,
        error: toServerError(error),
        completed: this.#tags.length,
        tags: this.#tags,
        rows: this.#rows,
        connectionLost,
      });
    if (!(error instanceof pg.DatabaseError)) {
      failed(true);
      return;
    }
    // Whether the session goes on is told by what follows (severity is in the server's language): ready, or the end.
    const ready = () => {
      connection.removeListener('end', ended);
      failed(false);
    };
    const ended = () => {
      connection.removeListener('readyForQuery', ready);
      failed(true);
    };
    connection.once('readyForQuery', ready);
    connection.once('end', ended);
  }

  handleReadyForQuery(): void {
    this.#resolve({ ok: true, tags: this.#tags, lastRow: this.#lastRow, rows: this.#rows });
  }
}

/** What a caught error of pg says. */
export function toServerError(error: unknown): ServerError {
  if (!(error instanceof pg.DatabaseError)) {
    return {
      sqlstate: undefined,
      detail: undefined,
      hint: undefined,
      constraint: undefined,
      schema: undefined,
      table: undefined,
      column: undefined,
      position: undefined,
      where: undefined,
      message: error instanceof Error ? error.message : String(error),
    };
  }
  return {
    sqlstate: error.code,
    message: error.message,
    detail: error.detail,
    hint: error.hint,
    constraint: error.constraint,
    schema: error.schema,
    table: error.table,
    column: error.column,
    position: error.position === undefined ? undefined : Number(error.position),
    where: error.where,
  };
}
