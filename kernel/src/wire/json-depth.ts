/**
 * JSON that is nested deeper is refused: `JSON.parse` reads any depth, but what it gives can be neither walked nor
 * written by a recursive function. Python's own parser gives up at about the same depth.
 */
export const DEEPEST = 1000;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Is this JSON nested deeper than {@link DEEPEST}? Takes time in proportion to its length. */
export function isTooDeep(json: Uint8Array): boolean {
  if (json.length <= DEEPEST) return false;
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) at = endOfString(json, at);
    else if (byte === LIST_END || byte === OBJECT_END) depth--;
    else if ((byte === LIST || byte === OBJECT) && ++depth > DEEPEST) return true;
  }
  return false;
}

/** Where the string that begins at `start` ends. */
function endOfString(json: Uint8Array, start: number): number {
  for (let at = json.indexOf(QUOTE, start + 1); at >= 0; at = json.indexOf(QUOTE, at + 1)) {
    let escapes = 0;
    while (json[at - 1 - escapes] === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return json.length;
}
