/** The first lines of a text, and how many more there are. The end of the last line starts no line of its own. */
export function cutLines(text: string, shown: number): { readonly text: string; readonly more: number } {
  const lines = text.replace(/(\r\n|\n|\r)$/, '').split(/\r\n|\n|\r/);
  return { text: lines.slice(0, shown).join('\n'), more: Math.max(0, lines.length - shown) };
}
