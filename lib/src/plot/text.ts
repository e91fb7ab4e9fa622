/** A number for labels and descriptions: four significant digits at most, a true minus sign. */
export function formatNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value).replace("-", "−");
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(digits));
  const text = value !== 0 && (size < 1e-4 || size >= 1e6) ? rounded.toExponential() : String(rounded);
  return text.replace("e+", "e").replaceAll("-", "−");
}

/** "a", "a and b", "a, b and c". */
export function listInWords(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

/** The words as in {@link listInWords}, for a title: only their number when they would fill it. */
export function listInTitle(words: readonly string[], noun: string): string {
  const list = listInWords(words);
  return textWidth(list) > 120
    ? countOf(words.length, noun, noun === "class" ? "classes" : `${noun}s`)
    : list;
}

/** "1 curve", "3 curves". */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** Hangul, Chinese characters, kana and their full-width signs; emoji. */
const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\u{1F300}-\u{1FAFF}]/u;

/** How wide a text is drawn, in widths of an average Latin letter: wide characters take two. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of stripTags(text)) width += wide.test(character) ? 2 : 1;
  return width;
}

/** A text of at most `columns` letters, with `…` for what is cut off. */
export function shorten(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  const letters = [...stripTags(text)];
  while (textWidth(letters.join("")) > columns - 1) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

/** Breaks a text into lines of at most `columns` letters, between words, with Plotly's line break. */
export function wrapText(text: string, columns: number): string {
  return text
    .split("<br>")
    .map((line) => wrapLine(line, columns))
    .join("<br>");
}

/** Breaks a text as {@link wrapText} does, and evens out the lines, so that no last word stands alone. */
export function balanceText(text: string, columns: number): string {
  const wrapped = wrapText(text, columns);
  const lines = wrapped.split("<br>").length;
  let best = wrapped;
  for (let width = columns - 1; width > 0; width--) {
    const narrower = wrapText(text, width);
    if (narrower.split("<br>").length > lines) break;
    best = narrower;
  }
  return best;
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
  return text
    .replace(/<br\s*\/?>/g, " ")
    .replaceAll("<sup>", "^")
    .replace(/<\/?(?:b|i|sub|sup|em|span)\b[^>]*>/g, "");
}
