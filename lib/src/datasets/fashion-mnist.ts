import type { ImageSet } from "./labelled-images.js";
import { type LoadOptions, loadImageSet } from "./load-image-set.js";
import { fashionMnistSource } from "./registry.js";

/**
 * Fashion-MNIST: 70,000 pictures of clothes from a shop's catalogue, 28 x 28 grey pixels, in ten classes;
 * 60,000 to train on, 10,000 to test. Made to be read by the same code as MNIST, and harder.
 *
 * `train.images` is `[60000, 784]`, float32 from 0 to 1; `train.labels` is `[60000]`, int32. `train.pixels`
 * is the same images in a quarter of the memory, for a `Dataset`. 30.9 MB to download, once; where it is looked
 * for first, and what may go wrong, says `loadImageSet`.
 *
 * Where it differs from Keras: the images come flat and scaled; `keras.datasets.fashion_mnist.load_data()`
 * gives uint8 of shape `[60000, 28, 28]`.
 *
 * Source: Xiao, Rasul and Vollgraf 2017, "Fashion-MNIST: a novel image dataset for benchmarking machine
 * learning algorithms".
 *
 * @example
 * ```ts
 * const { train, classNames } = await datasets.fashionMnist();
 * classNames[train.labels.data[0]!]; // "Ankle boot"
 * ```
 */
export function fashionMnist(options?: LoadOptions): Promise<ImageSet> {
  return loadImageSet(fashionMnistSource, options);
}
