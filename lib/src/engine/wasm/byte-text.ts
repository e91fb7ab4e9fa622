/**
 * Bytes from a text of printable ASCII, as assembly/build.mjs writes it: digits to the base 92 from "#" on, "!" in place of
 * the backslash. 3 more than a byte, modulo 256, is one digit below 90, or 90 times what the first digit is above 89, and
 * the second. So WebAssembly's usual bytes are a character each, and gzip finds what is repeated.
 */
export function bytesOf(text: string): Uint8Array {
  const bytes: number[] = [];
  const digits = Array.from(text, (character) => (character === "!" ? 57 : character.charCodeAt(0) - 35));
  for (let at = 0; at < digits.length; at++) {
    const first = digits[at]!;
    bytes.push((first < 90 ? first : 90 * (first - 89) + digits[++at]!) - 3);
  }
  return Uint8Array.from(bytes);
}
