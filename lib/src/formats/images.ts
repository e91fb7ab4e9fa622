import { DataError, OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { fromValues } from "../tensor/base.js";
import type { Operand } from "../tensor/operand.js";
import type { Tensor } from "../tensor/tensor.js";
import { readBytes } from "./files.js";
import { checkBytes } from "./stored-tensor.js";

/** How many numbers a pixel has: brightness; red, green, blue; these and opacity. */
export type Channels = 1 | 3 | 4;

/** Options of {@link loadImage}. */
export interface ImageOptions<C extends Channels = Channels> {
  /** Brings the pixels to so many numbers. Default: those of the file. */
  readonly channels?: C;
}

/** Options of {@link fromImage}. */
export interface FromImageOptions<C extends Channels = Channels> extends ImageOptions<C> {
  /** The file's name for messages. Default `"image"`. */
  readonly name?: string;
}

/** A picture as a tensor [height, width, channels] of whole numbers from 0 to 255. */
export type ImageTensor<C extends number = number> = Tensor<[number, number, C], "int32">;

/** Pixels of a file: 1 to 4 numbers each, from 0 to 255. */
interface Pixels {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: ArrayLike<number>;
}

const isPng = (bytes: Uint8Array): boolean => bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e;
const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8;

/** Brings numbers of another depth to 0 … 255. */
async function pngPixels(bytes: Uint8Array): Promise<Pixels> {
  const { convertIndexedToRgb, decode } = await import("fast-png");
  const png = decode(bytes, { checkCrc: true });
  const { height, width, depth, channels, palette } = png;
  if (palette !== undefined) {
    return { height, width, channels: palette[0]?.length ?? 3, data: convertIndexedToRgb(png) };
  }
  if (depth === 8) return { height, width, channels, data: png.data };
  if (depth === 16) return { height, width, channels, data: png.data.map((value) => value >> 8) };
  return { height, width, channels, data: unpacked(png.data, { height, width, depth }) };
}

/** Brightness of 1, 2 or 4 bits, rows on whole bytes. */
function unpacked(
  data: ArrayLike<number>,
  { height, width, depth }: { height: number; width: number; depth: number },
): Uint8Array {
  const most = 2 ** depth - 1;
  const row = Math.ceil((width * depth) / 8);
  return Uint8Array.from({ length: height * width }, (_, i) => {
    const [y, bit] = [Math.floor(i / width), (i % width) * depth];
    const byte = data[y * row + (bit >> 3)]!;
    return (((byte >> (8 - depth - (bit & 7))) & most) * 255) / most;
  });
}

async function jpegPixels(bytes: Uint8Array): Promise<Pixels> {
  const { default: jpeg } = await import("jpeg-js");
  const { height, width, data } = jpeg.decode(bytes, { useTArray: true, formatAsRGBA: false });
  return { height, width, channels: data.length / (height * width), data };
}

/** One pixel's numbers with another count: brightness by ITU-R 601's weights, opacity full where there is none. */
function convert(pixel: readonly number[], channels: Channels): readonly number[] {
  const isGray = pixel.length < 3;
  const [r, g, b] = isGray ? [pixel[0]!, pixel[0]!, pixel[0]!] : (pixel as readonly [number, number, number]);
  if (channels === 1) return [isGray ? r : Math.round(0.299 * r + 0.587 * g + 0.114 * b)];
  const opacity = pixel.length % 2 === 0 ? pixel.at(-1)! : 255;
  return channels === 3 ? [r, g, b] : [r, g, b, opacity];
}

function tensorOf({ height, width, channels, data }: Pixels, wanted: Channels | undefined): Operand {
  const count = wanted ?? channels;
  if (count === channels) return fromValues(Int32Array.from(data), [height, width, channels], "int32");
  const values = new Int32Array(height * width * count);
  for (let i = 0; i < height * width; i++) {
    const pixel = Array.from({ length: channels }, (_, c) => data[i * channels + c]!);
    values.set(convert(pixel, count as Channels), i * count);
  }
  return fromValues(values, [height, width, count], "int32");
}

/**
 * Reads a picture in PNG or JPEG from its bytes: [height, width, channels], whole numbers from 0 to 255, int32.
 *
 * Channels as in the file: 1 for brightness, 2 with opacity, 3 for red, green and blue, 4 with opacity; of JPEG always 3.
 * `channels` brings them to another number: brightness is 0.299 r + 0.587 g + 0.114 b. Depths of 1 to 4 and 16 bits
 * become 8 bits. Divide by 255 for what networks like.
 *
 * @throws OptionError for anything but bytes, or channels other than 1, 3 and 4; DataError for a file that is damaged or of
 * another format.
 *
 * @example
 * ```ts
 * const base64 =
 *   "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAC0lEQVR4XmNg+A8AAQIBAD70YvQAAAAASUVORK5CYII=";
 * const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
 * const image = await formats.fromImage(bytes, { channels: 1 });
 * image.div(255).toArray(); // [[[0], [1]]]
 * ```
 */
export async function fromImage<const C extends Channels = Channels>(
  bytes: Uint8Array,
  options?: FromImageOptions<C>,
): Promise<ImageTensor<Channels extends C ? number : C>> {
  const given = checkOptions("fromImage", options, 'channels#: 3, name: "digit.png"');
  const { channels, name = "image" } = given as FromImageOptions;
  return imageFor("fromImage", bytes, { channels, name }) as Promise<never>;
}

async function imageFor(
  where: string,
  bytes: Uint8Array,
  { channels, name: file }: { channels: Channels | undefined; name: string },
): Promise<Operand> {
  checkBytes(where, bytes, "formats.loadImage(path)");
  if (channels !== undefined && ![1, 3, 4].includes(channels)) {
    throw new OptionError(
      `${where}: expected channels of 1, 3 or 4, got ${quoted(channels)}; try channels: 3`,
    );
  }
  if (!isPng(bytes) && !isJpeg(bytes)) {
    throw new DataError(`${file}: expected a picture in PNG or JPEG, got another format; try converting it`);
  }
  try {
    return tensorOf(await (isPng(bytes) ? pngPixels(bytes) : jpegPixels(bytes)), channels);
  } catch (error) {
    throw new DataError(
      `${file}: expected a whole picture, got one that is damaged (${(error as Error).message}); get it again`,
      { cause: error },
    );
  }
}

/**
 * Reads a picture in PNG or JPEG from a file; see {@link fromImage}.
 *
 * @throws DataError when it cannot be read, is damaged or of another format, and in a browser.
 */
export async function loadImage<const C extends Channels = Channels>(
  path: string,
  options?: ImageOptions<C>,
): Promise<ImageTensor<Channels extends C ? number : C>> {
  const { channels } = checkOptions("loadImage", options, "channels#: 3") as ImageOptions;
  const bytes = await readBytes("loadImage", path, "fetch and fromImage");
  return imageFor("loadImage", bytes, { channels, name: path }) as Promise<never>;
}
