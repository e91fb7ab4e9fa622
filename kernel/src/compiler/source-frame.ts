/** The source line with what is meant underlined. All counts from 0. */
export function sourceFrame(
  source: string,
  { line, column, length }: { readonly line: number; readonly column: number; readonly length: number },
): string {
  const text = source.split(/\r\n|\n|\r/)[line] ?? "";
  const gutter = `${line + 1} | `;
  const pad = gutter.replace(/[^|]/g, " ") + text.slice(0, column).replace(/[^\t]/g, " ");
  const marks = Math.max(1, Math.min(length, text.length - column));
  return `${gutter}${text}\n${pad}${"~".repeat(marks)}`;
}
