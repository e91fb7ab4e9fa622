/** A number for labels and descriptions: four significant digits at most, a true minus sign. */
export function formatNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value).replace("-", "−");
  const text = String(Number(value.toPrecision(digits)));
  return text.replaceAll("-", "−");
}

/** "a", "a and b", "a, b and c". */
export function listInWords(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

/** "1 curve", "3 curves". */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** How wide a text is drawn, in widths of an average Latin letter: Hangul and Chinese characters take two. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of stripTags(text)) width += (character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
  return width;
}

/** Breaks a text into lines of at most `columns` letters, between words, with Plotly's line break. */
export function wrapText(text: string, columns: number): string {
  return text
    .split("<br>")
    .map((line) => wrapLine(line, columns))
    .join("<br>");
}

function wrapLine(text: string, columns: number): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`) <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join("<br>");
}

/** A text without Plotly's markup, on one line, for alt text and plain text. */
export function stripTags(text: string): string {
  return text.replace(/<br\s*\/?>/g, " ").replace(/<\/?(?:b|i|sub|sup|em|span)\b[^>]*>/g, "");
}
