import Anser from "anser";
import { escapeHtml } from "./escape.js";

/**
 * What a program printed as a terminal would show it, as HTML: `\r` goes back to the line's start and what follows
 * writes over it, `\b` goes back by one, and colors become classes (`ansi-red-fg`, `ansi-bright-blue-bg`).
 */
export function terminalHtml(text: string): string {
  const parts = Anser.ansiToJson(overwritten(withoutOtherSequences(text)), {
    json: true,
    use_classes: true,
    remove_empty: true,
  });
  return parts.map(partHtml).join("");
}

type Part = ReturnType<typeof Anser.ansiToJson>[number];

function partHtml({ content, fg, bg, fg_truecolor, bg_truecolor, decorations }: Part): string {
  const styles = [colorStyle("color", fg, fg_truecolor), colorStyle("background-color", bg, bg_truecolor)];
  const classes = [
    colorClass(fg, "fg"),
    colorClass(bg, "bg"),
    ...decorations.map((decoration) => `ansi-${decoration}`),
  ].filter((name) => name !== "");
  const style = styles.filter((rule) => rule !== "").join(";");
  // What is left of sequences that were cut off.
  const shown = escapeHtml(content.replaceAll("\x1b", ""));
  if (classes.length === 0 && style === "") return shown;
  const attributes = [
    classes.length > 0 ? ` class="${classes.join(" ")}"` : "",
    style === "" ? "" : ` style="${style}"`,
  ];
  return `<span${attributes.join("")}>${shown}</span>`;
}

/** The sixteen colors that have a name are the page's. */
function colorClass(name: string | null, place: "fg" | "bg"): string {
  return name === null || /palette|truecolor/.test(name) ? "" : `${name}-${place}`;
}

function colorStyle(property: string, name: string | null, truecolor: string | null): string {
  if (name === "ansi-truecolor" && truecolor !== null) return `${property}:rgb(${truecolor})`;
  const index = /^ansi-palette-(\d+)$/.exec(name ?? "")?.[1];
  return index === undefined ? "" : `${property}:rgb(${paletteColor(Number(index)).join(", ")})`;
}

/** The colors from 16 to 255: a cube of six steps to a side, then a ramp of grays. */
function paletteColor(index: number): readonly number[] {
  if (index >= 232) return Array<number>(3).fill(8 + 10 * (index - 232));
  const steps = [Math.floor((index - 16) / 36), Math.floor((index - 16) / 6) % 6, (index - 16) % 6];
  return steps.map((step) => (step === 0 ? 0 : 55 + 40 * step));
}

/** Links, titles and the like (OSC), which are no text. */
function withoutOtherSequences(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters looked for.
  return text.replace(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g, "");
}

/** Each line as it stands in the end. Colors take no place in it. */
function overwritten(text: string): string {
  if (!/[\r\b]/.test(text)) return text;
  return text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => (/[\r\b]/.test(line) ? lastOfLine(line) : line))
    .join("\n");
}

function lastOfLine(line: string): string {
  const places: string[] = [];
  let at = 0;
  let sequences = "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
  for (const [piece] of line.matchAll(/\x1b\[[\d;?]*[ -/]*[@-~]|[\s\S]/gu)) {
    if (piece === "\r") at = 0;
    else if (piece === "\b") at = Math.max(0, at - 1);
    else if (piece.length > 2 && piece.startsWith("\x1b[")) {
      if (piece.endsWith("K")) places.length = at;
      else sequences += piece;
    } else {
      places[at] = sequences + piece;
      sequences = "";
      at += 1;
    }
  }
  return Array.from(places, (place) => place ?? " ").join("") + sequences;
}
