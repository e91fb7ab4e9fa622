/**
 * Jupyter counts positions in Unicode code points, JavaScript in UTF-16 units: an emoji is one of the former
 * and two of the latter. Positions outside the text are moved to its nearest end.
 */
export function toUtf16(text: string, codePoints: number): number {
  let offset = 0;
  for (let n = 0; n < codePoints && offset < text.length; n++) offset += unitsAt(text, offset);
  return offset;
}

export function toCodePoints(text: string, utf16: number): number {
  let count = 0;
  for (let offset = 0; offset < utf16 && offset < text.length; count++) offset += unitsAt(text, offset);
  return count;
}

function unitsAt(text: string, offset: number): number {
  return (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
}
