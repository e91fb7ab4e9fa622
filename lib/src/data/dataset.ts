import { OptionError } from "../errors.js";
import { type ElementSpec, formatSpec } from "./element-spec.js";
import type { Pipeline } from "./pipeline.js";
import { ofRows } from "./rows.js";
import { toSlices } from "./slices.js";
import { cached } from "./sources/cache.js";
import { concatenated } from "./sources/concatenate.js";
import { type GeneratorFunction, type GeneratorOptions, generated } from "./sources/generator.js";
import { prefetched } from "./sources/prefetch.js";
import { rangeSource } from "./sources/range.js";
import { repeated } from "./sources/repeat.js";
import { zipped } from "./sources/zip.js";
import { partsOf } from "./structure.js";
import { type BatchOptions, batched } from "./transforms/batch.js";
import { expanded } from "./transforms/expand.js";
import { filtered } from "./transforms/filter.js";
import { mapped } from "./transforms/map.js";
import { batchedPadded, type PaddedBatchOptions } from "./transforms/padded-batch.js";
import { sharded } from "./transforms/shard.js";
import { type ShuffleOptions, shuffled } from "./transforms/shuffle.js";
import { skipped, taken } from "./transforms/take-skip.js";
import { type WindowOptions, windowed } from "./transforms/window.js";
import type { Batched, ElementOf, PaddedBatch, SliceOf, Unbatched } from "./types.js";
import { rowsOf } from "./unbatch.js";

/**
 * A sequence of elements to train on or to evaluate with: read as often as one likes, always from the beginning,
 * one element at a time, each made when it is needed.
 *
 * Every method returns a new dataset and leaves this one as it is. Read it with `for (const element of dataset)`,
 * or with `for await` when a step is asynchronous. An element is a tensor, number, boolean or string, or a tuple
 * or record of them; its TypeScript type follows through the pipeline, shapes included.
 *
 * Rows of data in memory (`fromTensorSlices`) that are only put in order (`shuffle`, `take`, `skip`, `repeat`,
 * `concatenate` of themselves, `cache`) before `batch` are never handled one by one: each batch is gathered
 * from the data in one go.
 *
 * Names and meaning are tf.data's, in camelCase.
 *
 * @example
 * ```ts
 * const train = data.Dataset.fromTensorSlices([images, labels]).shuffle(60_000, { seed: 1 }).batch(128);
 * console.log(String(train));
 * // Dataset(element spec: (TensorSpec([null, 784], float32), TensorSpec([null], int32)))
 * for (const [x, y] of train) {
 *   // x: Tensor<[number, 784]>, y: Tensor<[number], "int32">
 * }
 * ```
 */
export class Dataset<T> implements Iterable<T>, AsyncIterable<T> {
  readonly #pipeline: Pipeline<T>;

  private constructor(pipeline: Pipeline<T>) {
    this.#pipeline = pipeline;
  }

  /**
   * Cuts data along its first axis: element `i` is row `i` of every component.
   *
   * A component is a tensor, a `PackedImages`, a typed array, or nested arrays of numbers, booleans or strings;
   * `data` is one component, or a tuple or record of them, nested as one likes. Numbers in arrays become float32
   * tensors, booleans bool, strings stay strings.
   *
   * @throws ShapeError when the components differ in their number of rows; DataError when there is none.
   *
   * @example
   * ```ts
   * const xor = data.Dataset.fromTensorSlices([tensor([[0, 0], [0, 1], [1, 0], [1, 1]]), tensor([0, 1, 1, 0])]);
   * for (const [x, y] of xor) console.log(...x.toArray(), y.item());
   * // 0 0 0
   * // 0 1 1
   * // 1 0 1
   * // 1 1 0
   * ```
   */
  static fromTensorSlices<const T>(data: T): Dataset<SliceOf<T>> {
    const slices = toSlices<SliceOf<T>>("Dataset.fromTensorSlices", data);
    return new Dataset(ofRows(slices, rangeSource(slices.length), slices.length));
  }

  /**
   * Reads what a generator function yields. The function is called anew for every reading, so that the dataset
   * can be read again; it may be asynchronous.
   *
   * @example
   * ```ts
   * const squares = data.Dataset.fromGenerator(function* () {
   *   for (let i = 0; i < 4; i++) yield i * i;
   * });
   * [...squares]; // [0, 1, 4, 9]
   * ```
   */
  static fromGenerator<T>(create: GeneratorFunction<T>, options?: GeneratorOptions): Dataset<T> {
    return new Dataset(generated(create, options));
  }

  /**
   * Reads several datasets side by side, as long as the shortest lasts: element `i` is the tuple (or record) of
   * their elements `i`.
   *
   * @example
   * ```ts
   * const letters = data.Dataset.fromTensorSlices(["a", "b", "c"]);
   * const numbers = data.Dataset.fromTensorSlices([1, 2]);
   * for (const [letter, number] of data.Dataset.zip([letters, numbers])) console.log(letter, number.item());
   * // a 1
   * // b 2
   * ```
   */
  static zip<const T extends readonly Dataset<unknown>[] | { readonly [name: string]: Dataset<unknown> }>(
    datasets: T,
  ): Dataset<{ -readonly [K in keyof T]: ElementOf<T[K]> }> {
    type Element = { -readonly [K in keyof T]: ElementOf<T[K]> };
    const all = (partsOf(datasets) ?? []).map(([, dataset]) => dataset) as Dataset<unknown>[];
    if (all.length === 0 || !all.every((dataset) => dataset instanceof Dataset)) {
      throw new OptionError(
        "Dataset.zip: expected a tuple or record of datasets, got something else in it or nothing; " +
          "try Dataset.zip([images, labels])",
      );
    }
    return new Dataset(
      zipped<Element>(
        datasets,
        all.map((dataset) => dataset.#pipeline),
      ),
    );
  }

  /**
   * Applies a function to every element; it may be asynchronous, then the dataset is read with `for await`.
   *
   * @param fn - Gets the element and its number in this reading.
   */
  map<U>(fn: (element: T, index: number) => U | PromiseLike<U>): Dataset<U> {
    return new Dataset(mapped(this.#pipeline, fn));
  }

  /** Keeps the elements for which a function, which may be asynchronous, returns true. */
  filter(predicate: (element: T, index: number) => boolean | PromiseLike<boolean>): Dataset<T> {
    return new Dataset(filtered(this.#pipeline, predicate));
  }

  /**
   * Puts `size` elements at a time into one: tensors stacked along a new first axis, numbers as a float32 vector,
   * booleans as a bool vector, strings as an array. The last batch has what is left.
   *
   * @throws OptionError when `size` is no whole number of at least 1; DataError, while reading, when elements
   * of different shapes meet in a batch.
   */
  batch<const B extends number, Drop extends boolean = false>(
    size: B,
    options?: BatchOptions & { readonly dropRemainder?: Drop },
  ): Dataset<Batched<T, Drop extends true ? B : number>> {
    return new Dataset(batched(this.#pipeline, size, options));
  }

  /**
   * Puts the elements into a random order, drawn from a buffer: it is filled with the first `bufferSize`
   * elements; one of them, chosen at random, goes out, and the next element takes its place. Only a buffer as
   * large as the dataset gives every order.
   *
   * The order depends on the seed and the number of the reading alone: it is the same on every machine. tf.data
   * draws otherwise, so its orders differ from these, as do its defaults: without a seed it is random there, and
   * `seed: 0` here.
   *
   * Warns once when it comes after `batch`, where it would change the order of whole batches.
   *
   * @throws OptionError when `bufferSize` is no whole number of at least 1.
   */
  shuffle(bufferSize: number, options?: ShuffleOptions): Dataset<T> {
    return new Dataset(shuffled(this.#pipeline, bufferSize, options));
  }

  /**
   * Reads the dataset `count` times in a row; without an argument, for ever. A `shuffle` before it gives each
   * round its own order.
   */
  repeat(count = Number.POSITIVE_INFINITY): Dataset<T> {
    return new Dataset(repeated(this.#pipeline, count));
  }

  /** The first `count` elements, or all of them with -1. Nothing after them is read. */
  take(count: number): Dataset<T> {
    return new Dataset(taken(this.#pipeline, count));
  }

  /** All but the first `count` elements; none with -1. */
  skip(count: number): Dataset<T> {
    return new Dataset(skipped(this.#pipeline, count));
  }

  /**
   * Every `count`-th element, from number `index` (from 0) on: one of `count` parts that together are the whole.
   *
   * @throws OptionError when `count` is no whole number of at least 1 or `index` none below it.
   */
  shard(count: number, index: number): Dataset<T> {
    return new Dataset(sharded(this.#pipeline, count, index));
  }

  /**
   * The rows of each batch, one by one: the reverse of `batch`. Tensors lose their first axis, arrays of strings become
   * strings.
   *
   * @throws DataError, while reading, for elements without a first axis, or parts of different lengths.
   */
  unbatch(): Dataset<Unbatched<T>> {
    const where = "Dataset.unbatch";
    const rows = (batch: T): Iterable<Unbatched<T>> => rowsOf(where, batch) as Iterable<Unbatched<T>>;
    return new Dataset(expanded(this.#pipeline, where, rows));
  }

  /**
   * The elements of the datasets (or arrays) that a function makes of each element, one after the other. With `window` it
   * makes sequences: `numbers.window(4, { shift: 1, dropRemainder: true }).flatMap((window) => window.batch(4))`.
   */
  flatMap<U>(fn: (element: T) => Iterable<U>): Dataset<U> {
    return new Dataset(expanded(this.#pipeline, "Dataset.flatMap", fn));
  }

  /**
   * Datasets of `size` elements each, every one `shift` elements further on than the one before. The last have what is
   * left, unless `dropRemainder` is set.
   *
   * @throws OptionError when `size`, `shift` or `stride` is no whole number of at least 1.
   *
   * @example
   * ```ts
   * const numbers = data.Dataset.fromGenerator(() => [1, 2, 3, 4]);
   * const pairs = numbers.window(2, { shift: 1, dropRemainder: true }).flatMap((window) => window.batch(2));
   * for (const pair of pairs) console.log(...pair.toArray());
   * // 1 2
   * // 2 3
   * // 3 4
   * ```
   */
  window(size: number, options?: WindowOptions): Dataset<Dataset<T>> {
    const wrap = (window: Pipeline<T>): Dataset<T> => new Dataset(window);
    return new Dataset(windowed(this.#pipeline, { size, options, wrap }));
  }

  /**
   * Batches of elements of different sizes, such as sentences: each tensor is filled up at its ends to the largest of the
   * batch, and then they are put together as `batch` does.
   *
   * @throws OptionError when `size` or `length` is no whole number of at least 1; DataError, while reading, when elements
   * differ in rank or dtype, or one is longer than `length`.
   *
   * @example
   * ```ts
   * const words = data.Dataset.fromGenerator(() => [tensor([1, 2, 3]), tensor([4])]);
   * for (const batch of words.paddedBatch(2)) console.log(...batch.toArray().flat());
   * // 1 2 3 4 0 0
   * ```
   */
  paddedBatch<const B extends number, Drop extends boolean = false>(
    size: B,
    options?: PaddedBatchOptions & { readonly dropRemainder?: Drop },
  ): Dataset<PaddedBatch<T, Drop extends true ? B : number>> {
    return new Dataset(batchedPadded(this.#pipeline, size, options));
  }

  /** The elements of this dataset, then those of another one. */
  concatenate(other: Dataset<T>): Dataset<T> {
    return new Dataset(concatenated(this.#pipeline, other.#pipeline));
  }

  /**
   * Keeps the elements in memory once all of them have been read, so that the steps before it run only once.
   * What follows a `shuffle` before it always comes in the same order: shuffle after the cache instead.
   */
  cache(): Dataset<T> {
    return new Dataset(cached(this.#pipeline));
  }

  /** Lets an asynchronous reading run up to `bufferSize` elements ahead; a synchronous one is unchanged. */
  prefetch(bufferSize: number): Dataset<T> {
    return new Dataset(prefetched(this.#pipeline, bufferSize));
  }

  /**
   * How many elements a reading gives: `Infinity` after `repeat()`, `undefined` when only reading would tell
   * (after `filter`, or from a generator).
   */
  get cardinality(): number | undefined {
    return this.#pipeline.facts.cardinality;
  }

  /**
   * Shapes and dtypes of an element; a size that varies, such as that of a batch, is `null`. After `map` or
   * `fromGenerator` it is learned by running the function once on a first element; `undefined` when that fails
   * or would have to be waited for.
   */
  get elementSpec(): ElementSpec | undefined {
    return this.#pipeline.facts.spec();
  }

  /** All elements in an array, waiting where a step is asynchronous. For small datasets. */
  async toArray(): Promise<T[]> {
    const items: T[] = [];
    for await (const item of this.#pipeline.source) items.push(item);
    return items;
  }

  /** @throws DataError while reading, when a step is asynchronous. */
  [Symbol.iterator](): Iterator<T, void, undefined> {
    return this.#pipeline.source[Symbol.iterator]();
  }

  /** One round through the elements, for `for await`; waits where elements come from promises. */
  [Symbol.asyncIterator](): AsyncIterator<T, void, undefined> {
    return this.#pipeline.source[Symbol.asyncIterator]();
  }

  toString(): string {
    const spec = this.elementSpec;
    return `Dataset(element spec: ${spec === undefined ? "not known before it is read" : formatSpec(spec)})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  [Symbol.for("Jupyter.display")](): { readonly "text/plain": string } {
    return { "text/plain": this.toString() };
  }
}
