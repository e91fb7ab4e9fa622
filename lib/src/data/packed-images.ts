import { OptionError, ShapeError } from "../errors.js";
import { quoted } from "../given.js";
import { fromValues } from "../tensor/base.js";
import type { Tensor } from "../tensor/tensor.js";
import { gatherUnit } from "./unit-pixels.js";

/** The size of the images in a {@link PackedImages}. */
export interface ImageSize {
  /** Rows of pixels. */
  readonly height: number;
  /** Pixels in a row. */
  readonly width: number;
}

/**
 * Grey images kept as one byte per pixel, a quarter of what float32 takes.
 *
 * `data.Dataset.fromTensorSlices` takes it like a float32 tensor of shape `[N, height * width]` with values
 * from 0 to 1 (each byte divided by 255): a batch is converted when it is first looked at, by a step of training straight
 * into that step's memory. So the bytes have to stay as they are while batches of them are in use.
 *
 * @example
 * ```ts
 * const pixels = new data.PackedImages(new Uint8Array([0, 255, 255, 0]), { height: 1, width: 2 });
 * pixels.toTensor().toArray(); // [[0, 1], [1, 0]]
 * ```
 */
export class PackedImages {
  /** The pixels, image after image, row after row. */
  readonly bytes: Uint8Array;
  /** Rows of pixels of each image. */
  readonly height: number;
  /** Pixels in a row. */
  readonly width: number;
  /** How many images there are. */
  readonly length: number;

  /** @throws ShapeError when the bytes are not a whole number of images. */
  constructor(bytes: Uint8Array, { height, width }: ImageSize) {
    const isWhole = [height, width].every((side) => Number.isInteger(side) && side >= 1);
    if (!isWhole || bytes.length % (height * width) !== 0) {
      throw new ShapeError(
        `PackedImages: expected a whole number of images of ${height} x ${width} bytes, ` +
          `got ${bytes.length} bytes; check height and width`,
      );
    }
    this.bytes = bytes;
    this.height = height;
    this.width = width;
    this.length = bytes.length / (height * width);
  }

  /** All images as one float32 tensor `[N, height * width]`, 0 to 1. */
  toTensor(): Tensor<[number, number]> {
    const values = new Float32Array(this.bytes.length);
    gatherUnit(this.bytes, { rows: [0], size: values.length, out: values });
    return fromValues(values, [this.length, this.height * this.width], "float32") as Tensor<[number, number]>;
  }

  /** The first `count` images, without a copy. */
  take(count: number): PackedImages {
    if (!Number.isInteger(count) || count < 0 || count > this.length) {
      throw new OptionError(
        `PackedImages.take: expected a whole number from 0 to ${this.length}, got ${quoted(count)}; try take(1000)`,
      );
    }
    return new PackedImages(this.bytes.subarray(0, count * this.height * this.width), this);
  }

  /** Writes the images of the given rows, one after the other, as float32 of 0 to 1. */
  gather(rows: ArrayLike<number>, out: Float32Array): void {
    gatherUnit(this.bytes, { rows, size: this.height * this.width, out });
  }
}
