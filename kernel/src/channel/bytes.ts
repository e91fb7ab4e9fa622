/**
 * Text and bytes without a method that a cell could have replaced: what is used here was taken, and tied to its object,
 * when this file was loaded.
 */

const { byteLength: lengthOf } = Buffer;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const encodeInto = encoder.encodeInto.bind(encoder);
const decode = decoder.decode.bind(decoder);

/** How many bytes a text has in UTF-8. */
export function utf8Length(text: string): number {
  return lengthOf(text);
}

/** Writes a text as UTF-8. @returns how many bytes it took */
export function writeUtf8(text: string, bytes: Uint8Array, offset: number): number {
  return encodeInto(text, bytes.subarray(offset)).written;
}

export function readUtf8(bytes: Uint8Array): string {
  return decode(bytes);
}

const view = Object.getPrototypeOf(Uint8Array.prototype) as object;
const getters = ["buffer", "byteOffset", "byteLength"].map(
  (name) => Object.getOwnPropertyDescriptor(view, name)?.get ?? (() => 0),
);

/** The same bytes as an array of this realm, whose methods are those of the language. */
export function ownBytes(bytes: ArrayBufferView): Uint8Array {
  const [buffer, offset, length] = getters.map((get) => Reflect.apply(get, bytes, []));
  return new Uint8Array(buffer as ArrayBuffer, offset as number, length as number);
}
