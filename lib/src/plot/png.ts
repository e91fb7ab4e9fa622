/**
 * A picture of palette indices as a PNG data URL: one byte a pixel, so that pictures stay small in a chart.
 *
 * PNG and zlib streams are written uncompressed ("stored" blocks), which needs no library and no waiting.
 * Format: W3C, Portable Network Graphics (Third Edition), 2025, sections 5 and 11; RFC 1950 and 1951.
 */
export function indexedPng(
  pixels: Uint8Array,
  width: number,
  colors: readonly (readonly [number, number, number, number])[],
): string {
  const height = pixels.length / width;
  const rows = new Uint8Array(height * (width + 1));
  for (let row = 0; row < height; row++) {
    // Each row starts with its filter's number; 0 is none.
    rows.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  const header = [...bigEndian(width), ...bigEndian(height), 8, 3, 0, 0, 0];
  const bytes = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", Uint8Array.from(header)),
    chunk("PLTE", Uint8Array.from(colors.flatMap((color) => color.slice(0, 3)))),
    chunk("tRNS", Uint8Array.from(colors.map((color) => color[3]))),
    chunk("IDAT", stored(rows)),
    chunk("IEND", new Uint8Array(0)),
  ];
  return `data:image/png;base64,${base64(bytes)}`;
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12);
  bytes.set(bigEndian(content.length), 0);
  bytes.set(
    Array.from(type, (letter) => letter.charCodeAt(0)),
    4,
  );
  bytes.set(content, 8);
  bytes.set(bigEndian(crc32(bytes.subarray(4, content.length + 8))), content.length + 8);
  return bytes;
}

/** A zlib stream of blocks that are not compressed; a block holds at most 65,535 bytes. */
function stored(content: Uint8Array): Uint8Array {
  const bytes = [0x78, 0x01];
  for (let start = 0; start < content.length; start += 0xffff) {
    const block = content.subarray(start, start + 0xffff);
    const size = block.length;
    const last = start + size === content.length ? 1 : 0;
    bytes.push(last, size & 255, size >> 8, ~size & 255, (~size >> 8) & 255, ...block);
  }
  bytes.push(...bigEndian(adler32(content)));
  return Uint8Array.from(bytes);
}

function bigEndian(value: number): number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}

function base64(parts: readonly Uint8Array[]): string {
  let text = "";
  for (const part of parts) for (const byte of part) text += String.fromCharCode(byte);
  return btoa(text);
}
