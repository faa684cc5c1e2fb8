import { crc32 } from 'node:zlib';

export type DecodedScript =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: 'not_utf8' | 'nul_byte'; readonly line: number };

const newline = 0x0a;

/**
 * Bytes of a file as text, one byte order mark taken off. Strict: PostgreSQL takes no NUL, and a script in
 * another encoding would be stored wrongly without anyone noticing.
 */
export function decodeScript(bytes: Uint8Array): DecodedScript {
  const nul = bytes.indexOf(0);
  const text = decodeStrictly(bytes);
  if (text === null) return { ok: false, code: 'not_utf8', line: firstUndecodableLine(bytes) };
  if (nul >= 0) return { ok: false, code: 'nul_byte', line: countNewlines(bytes.subarray(0, nul)) + 1 };
  return { ok: true, text: text.startsWith('\ufeff') ? text.slice(1) : text };
}

function decodeStrictly(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** No UTF-8 sequence contains a newline byte, so lines can be decoded one at a time. */
function firstUndecodableLine(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const found = bytes.indexOf(newline, start);
    const end = found < 0 ? bytes.length : found;
    if (decodeStrictly(bytes.subarray(start, end)) === null) return line;
    start = end + 1;
  }
  return line;
}

function countNewlines(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === newline) count += 1;
  return count;
}

/**
 * Flyway's checksum: CRC-32 over the lines in UTF-8 without their ends (LF, CRLF or CR), as a signed 32-bit
 * number. The empty script is 0. `text` is without its byte order mark, as `decodeScript` gives it.
 */
export const flywayChecksum = (text: string): number => crc32(text.replace(/[\r\n]+/g, '')) | 0;
