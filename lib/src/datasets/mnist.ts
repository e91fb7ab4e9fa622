import type { ImageSet } from "./labelled-images.js";
import { type LoadOptions, loadImageSet } from "./load-image-set.js";
import { mnistSource } from "./registry.js";

/**
 * MNIST: 70,000 handwritten digits, 28 x 28 grey pixels, in ten classes; 60,000 to train on, 10,000 to test.
 *
 * `train.images` is `[60000, 784]`, float32 from 0 to 1; `train.labels` is `[60000]`, int32. `train.pixels`
 * is the same images in a quarter of the memory, for a `Dataset`. 11.6 MB to download, once; where it is looked
 * for first, and what may go wrong, says `loadImageSet`.
 *
 * Where it differs from Keras: the images come flat and scaled; `keras.datasets.mnist.load_data()` gives uint8
 * of shape `[60000, 28, 28]`.
 *
 * Source: LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document recognition".
 *
 * @example
 * ```ts
 * const { train, test, classNames } = await datasets.mnist();
 * const batches = data.Dataset.fromTensorSlices([train.pixels, train.labels])
 *   .shuffle(60_000, { seed: 1 })
 *   .batch(128);
 * ```
 */
export function mnist(options?: LoadOptions): Promise<ImageSet> {
  return loadImageSet(mnistSource, options);
}
