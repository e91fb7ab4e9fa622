import { PackedImages } from "../data/packed-images.js";
import { DataError, OptionError } from "../errors.js";
import { fromValues } from "../tensor/base.js";
import type { Tensor } from "../tensor/tensor.js";
import { parseIdx } from "./idx.js";

/**
 * Images with a class label each: one half, training or test, of a set such as MNIST.
 *
 * The pixels stay what they are in the file, one byte each (47 MB for 60,000 images of 28 x 28).
 * {@link images} makes float32 of all of them, four times as much, when it is first asked for. A
 * `Dataset` made from {@link pixels} gives the very same batches without ever doing so.
 */
export class LabelledImages {
  /** All pixels as bytes, 0 to 255, which a `Dataset` turns into float32, 0 to 1, batch by batch. */
  readonly pixels: PackedImages;
  /** The class of each image. */
  readonly labels: Tensor<[number], "int32">;
  #images: Tensor<[number, number]> | undefined;

  constructor(pixels: PackedImages, labels: Tensor<[number], "int32">) {
    if (pixels.length !== labels.size) {
      throw new DataError(
        `LabelledImages: expected one label per image, got ${pixels.length} images and ${labels.size} labels; ` +
          "check that both files belong to the same half of the set",
      );
    }
    this.pixels = pixels;
    this.labels = labels;
  }

  /** How many images there are. */
  get length(): number {
    return this.labels.size;
  }

  /**
   * All images as one float32 tensor `[N, height * width]`, each pixel divided by 255: 0 is background, 1 full
   * ink. Made at the first use and kept (188 MB for 60,000 images of 28 x 28).
   */
  get images(): Tensor<[number, number]> {
    this.#images ??= this.pixels.toTensor();
    return this.#images;
  }

  /**
   * The first `count` images, for a quick trial.
   *
   * @throws OptionError when `count` is no whole number from 1 to the number of images.
   */
  take(count: number): LabelledImages {
    if (!Number.isInteger(count) || count < 1 || count > this.length) {
      throw new OptionError(
        `LabelledImages.take: expected a whole number from 1 to ${this.length}, got ${count}; try take(1000)`,
      );
    }
    const labels = fromValues(this.labels.data.slice(0, count), [count], "int32");
    return new LabelledImages(this.pixels.take(count), labels as Tensor<[number], "int32">);
  }

  /**
   * The number of images of each class.
   *
   * @example
   * ```ts
   * (await datasets.mnist()).test.countPerClass(); // [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
   * ```
   */
  countPerClass(): number[] {
    const labels = this.labels.data;
    let classes = 0;
    for (const label of labels) classes = Math.max(classes, label + 1);
    const counts = new Array<number>(classes).fill(0);
    for (const label of labels) counts[label]! += 1;
    return counts;
  }

  /** One line that says how many images of which size. */
  toString(): string {
    const { length, pixels } = this;
    return `LabelledImages(${length} images of ${pixels.height} x ${pixels.width})`;
  }
}

/** A set of labelled images, split as its makers split it. */
export interface ImageSet {
  /** 60,000 images to learn from. */
  readonly train: LabelledImages;
  /** 10,000 images to be judged by. */
  readonly test: LabelledImages;
  /** What the labels 0, 1, 2, … stand for. */
  readonly classNames: readonly string[];
}

/** Puts an image file and its label file together, checking each and that they fit. */
export function labelledImagesFromIdx(
  files: { readonly images: Uint8Array; readonly labels: Uint8Array },
  options: { readonly imagesName: string; readonly labelsName: string; readonly classes: number },
): LabelledImages {
  const { imagesName, labelsName, classes } = options;
  const images = parseIdx(files.images, { name: imagesName, rank: 3 });
  const labels = parseIdx(files.labels, { name: labelsName, rank: 1 });
  const [count, height, width] = images.shape as [number, number, number];
  if (labels.shape[0] !== count) {
    throw new DataError(
      `${labelsName}: expected one label for each of the ${count} images of ${imagesName}, ` +
        `got ${labels.shape[0]}; check that both files belong to the same half of the set`,
    );
  }
  const wrong = labels.values.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new DataError(
      `${labelsName}: expected labels from 0 to ${classes - 1}, got ${labels.values[wrong]} at index ${wrong}; ` +
        "the file is damaged or of another set: fetch it again",
    );
  }
  const tensor = fromValues(Int32Array.from(labels.values), [count], "int32");
  const pixels = new PackedImages(images.values, { height, width });
  return new LabelledImages(pixels, tensor as Tensor<[number], "int32">);
}
