/**
 * Bytes from a text of printable ASCII, as assembly/build.mjs writes it: digits to the base 92 from "#" on, "!" in place of
 * the backslash. 3 more than a byte, modulo 256, is one digit below 90, or 90 times what the first digit is above 89, and
 * the second. So WebAssembly's usual bytes are a character each, and gzip finds what is repeated.
 */
export function bytesOf(text: string): Uint8Array {
  // Other numbers than those of a byte wrap around.
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const first = digit(text, at);
    bytes[length++] = (first < 90 ? first : 90 * (first - 89) + digit(text, ++at)) - 3;
  }
  return bytes.subarray(0, length);
}

function digit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code === 33 ? 57 : code - 35;
}
