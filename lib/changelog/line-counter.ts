/**
 * Lines of a text, 1-based, for offsets asked in ascending order: the whole text is walked once however
 * often it is asked. LF, CRLF and CR end a line, as editors show it.
 */
export function lineCounter(text: string): (at: number) => number {
  const ends = /\r\n|\n|\r/g;
  let line = 1;
  let lineEnd = nextEnd();
  function nextEnd(): number {
    const found = ends.exec(text);
    return found === null ? Number.POSITIVE_INFINITY : found.index + found[0].length;
  }
  return (at) => {
    while (at >= lineEnd) {
      line += 1;
      lineEnd = nextEnd();
    }
    return line;
  };
}
