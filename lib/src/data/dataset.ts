import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { generator } from "../random/index.js";
import { collate } from "./collate.js";
import { checkCount } from "./counts.js";
import { type ElementSpec, formatSpec, mapSpec, TensorSpec } from "./element-spec.js";
import { batchedFacts, commonSpec, type Facts, firstOf, learn, mappedFacts } from "./facts.js";
import { filled } from "./padding.js";
import { warnOfShuffle } from "./shuffle-warning.js";
import { type Slices, toSlices } from "./slices.js";
import { fromIterable, type Source, transformed } from "./source.js";
import { cacheSource } from "./sources/cache.js";
import { concatenateSource } from "./sources/concatenate.js";
import { type GeneratorFunction, generatorSource } from "./sources/generator.js";
import { prefetchSource } from "./sources/prefetch.js";
import { emptySource, rangeSource } from "./sources/range.js";
import { repeatSource } from "./sources/repeat.js";
import { zipSource } from "./sources/zip.js";
import { partsOf, withParts } from "./structure.js";
import { batchTransform } from "./transforms/batch.js";
import { expandTransform } from "./transforms/expand.js";
import { filterTransform } from "./transforms/filter.js";
import { mapTransform } from "./transforms/map.js";
import { shardTransform } from "./transforms/shard.js";
import { shuffleTransform } from "./transforms/shuffle.js";
import { skipTransform, takeTransform } from "./transforms/take-skip.js";
import { windowTransform } from "./transforms/window.js";
import type { Batched, ElementOf, PaddedBatch, SliceOf, Unbatched } from "./types.js";
import { rowsOf } from "./unbatch.js";

/** Options of {@link Dataset.batch}. */
export interface BatchOptions {
  /** Leave out the last batch when it is smaller than the others; default false. */
  readonly dropRemainder?: boolean;
}

/** Options of {@link Dataset.paddedBatch}. */
export interface PaddedBatchOptions extends BatchOptions {
  /** What fills shorter elements; default 0. */
  readonly paddingValue?: number;
  /** The length of the first axis; default: that of the longest element of the batch. */
  readonly length?: number;
}

/** Options of {@link Dataset.window}. */
export interface WindowOptions {
  /** Elements from the start of one window to that of the next; default: the size, so that windows do not overlap. */
  readonly shift?: number;
  /** Elements from one of a window to its next; default 1. */
  readonly stride?: number;
  /** Leave out windows at the end that are not full; default false. */
  readonly dropRemainder?: boolean;
}

/** Options of {@link Dataset.shuffle}. */
export interface ShuffleOptions {
  /** Whole number that fixes the order; default 0. */
  readonly seed?: number;
  /** A new order for every reading, each fixed by the seed and the reading's number; default true. */
  readonly reshuffleEachIteration?: boolean;
}

/** Options of {@link Dataset.fromGenerator}. */
export interface GeneratorOptions {
  /** What the elements look like, for printing; default: learned from a first element when it is asked for. */
  readonly elementSpec?: ElementSpec;
}

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
  readonly #source: Source<T>;
  readonly #facts: Facts<T>;

  private constructor(source: Source<T>, facts: Facts<T>) {
    this.#source = source;
    this.#facts = facts;
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
    return Dataset.#ofRows(slices, rangeSource(slices.length), slices.length);
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
    const { elementSpec } = checkOptions("Dataset.fromGenerator", options, "elementSpec: spec");
    const source = generatorSource(create);
    const sample = (): T | undefined => firstOf(create());
    return new Dataset(source, {
      cardinality: undefined,
      spec: elementSpec === undefined ? learn(sample) : () => elementSpec,
      sample,
      isBatched: false,
    });
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
    const assemble = (parts: readonly unknown[]): Element => withParts(datasets, parts) as Element;
    const counts = all.map((dataset) => dataset.#facts.cardinality);
    const source = transformed(zipSource(all.map((dataset) => dataset.#source)), {
      where: "Dataset.zip",
      create: () => mapTransform(assemble),
    });
    return new Dataset<Element>(source, {
      cardinality: counts.reduce((least, count) =>
        least === undefined || count === undefined ? undefined : Math.min(least, count),
      ),
      spec: () => {
        const specs = all.map((dataset) => dataset.elementSpec);
        return specs.includes(undefined) ? undefined : (withParts(datasets, specs) as ElementSpec);
      },
      sample: () => {
        const samples = all.map((dataset) => dataset.#facts.sample());
        return samples.includes(undefined) ? undefined : assemble(samples);
      },
      isBatched: all.some((dataset) => dataset.#facts.isBatched),
    });
  }

  static #ofRows<T>(slices: Slices<T>, order: Source<number>, cardinality: number | undefined): Dataset<T> {
    const source = transformed(order, {
      where: "Dataset",
      create: () => mapTransform((index: number) => slices.row(index)),
    });
    return new Dataset(source, {
      cardinality,
      spec: () => slices.spec,
      sample: () => (slices.length > 0 ? slices.row(0) : undefined),
      isBatched: false,
      rows: { slices, order },
    });
  }

  /**
   * The same elements, in another order or number: on the rows' numbers where there are rows, so that a batch
   * that follows can still gather them, else on the elements.
   */
  #reordered(change: <U>(source: Source<U>) => Source<U>, cardinality: number | undefined): Dataset<T> {
    const { rows } = this.#facts;
    if (rows !== undefined) return Dataset.#ofRows(rows.slices, change(rows.order), cardinality);
    return new Dataset(change(this.#source), { ...this.#facts, cardinality });
  }

  /**
   * Applies a function to every element; it may be asynchronous, then the dataset is read with `for await`.
   *
   * @param fn - Gets the element and its number in this reading.
   */
  map<U>(fn: (element: T, index: number) => U | PromiseLike<U>): Dataset<U> {
    const source = transformed(this.#source, {
      where: "Dataset.map",
      create: () => mapTransform(fn),
      mayWait: true,
    });
    return new Dataset(source, mappedFacts(this.#facts, fn));
  }

  /** Keeps the elements for which a function, which may be asynchronous, returns true. */
  filter(predicate: (element: T, index: number) => boolean | PromiseLike<boolean>): Dataset<T> {
    const source = transformed(this.#source, {
      where: "Dataset.filter",
      create: () => filterTransform(predicate),
      mayWait: true,
    });
    return new Dataset(source, { ...this.#facts, cardinality: undefined, rows: undefined });
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
    type Batch = Batched<T, Drop extends true ? B : number>;
    const where = "Dataset.batch";
    const { dropRemainder = false } = checkOptions(where, options, "dropRemainder: true");
    checkCount(where, size, 1);
    const { rows } = this.#facts;
    const stackItems = (items: readonly unknown[]): Batch => collate(where, items) as Batch;
    const source: Source<Batch> =
      rows === undefined
        ? transformed(this.#source, {
            where,
            create: () => batchTransform(size, { dropRemainder, collate: stackItems }),
          })
        : transformed(rows.order, {
            where,
            create: () =>
              batchTransform(size, {
                dropRemainder,
                collate: (indices: readonly number[]) => rows.slices.gather(indices) as Batch,
              }),
          });
    return new Dataset<Batch>(source, batchedFacts(this.#facts, { size, dropRemainder, stack: stackItems }));
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
    const where = "Dataset.shuffle";
    const { seed = 0, reshuffleEachIteration = true } = checkOptions(
      where,
      options,
      "seed: 1, reshuffleEachIteration",
    );
    checkCount(where, bufferSize, 1);
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new OptionError(
        `${where}: expected a whole number of at least 0 as seed, got ${quoted(seed)}; try shuffle(${bufferSize}, { seed: 1 })`,
      );
    }
    if (this.#facts.isBatched) warnOfShuffle();
    let readings = 0;
    const create = <U>() => {
      const reading = reshuffleEachIteration ? readings++ : 0;
      const random = generator(seed).fork(reading);
      return shuffleTransform<U>(bufferSize, (bound) => random.below(bound));
    };
    return this.#reordered(
      <U>(source: Source<U>) =>
        transformed<U, U>(source, { where: "Dataset.shuffle", create: () => create<U>() }),
      this.#facts.cardinality,
    );
  }

  /**
   * Reads the dataset `count` times in a row; without an argument, for ever. A `shuffle` before it gives each
   * round its own order.
   */
  repeat(count = Number.POSITIVE_INFINITY): Dataset<T> {
    if (count !== Number.POSITIVE_INFINITY) checkCount("Dataset.repeat", count, 0);
    const { cardinality } = this.#facts;
    const total =
      cardinality === 0 || count === 0 ? 0 : cardinality === undefined ? undefined : cardinality * count;
    return this.#reordered((source) => repeatSource(source, count), total);
  }

  /** The first `count` elements, or all of them with -1. Nothing after them is read. */
  take(count: number): Dataset<T> {
    if (count === -1) return this.#reordered((source) => source, this.#facts.cardinality);
    checkCount("Dataset.take", count, 0);
    const { cardinality } = this.#facts;
    return this.#reordered(
      <U>(source: Source<U>) =>
        count === 0
          ? emptySource<U>()
          : transformed<U, U>(source, { where: "Dataset.take", create: () => takeTransform<U>(count) }),
      count === 0 ? 0 : cardinality === undefined ? undefined : Math.min(cardinality, count),
    );
  }

  /** All but the first `count` elements; none with -1. */
  skip(count: number): Dataset<T> {
    if (count === -1) return this.take(0);
    checkCount("Dataset.skip", count, 0);
    const { cardinality } = this.#facts;
    return this.#reordered(
      <U>(source: Source<U>) =>
        transformed<U, U>(source, { where: "Dataset.skip", create: () => skipTransform<U>(count) }),
      cardinality === undefined ? undefined : Math.max(0, cardinality - count),
    );
  }

  /**
   * Every `count`-th element, from number `index` (from 0) on: one of `count` parts that together are the whole.
   *
   * @throws OptionError when `count` is no whole number of at least 1 or `index` none below it.
   */
  shard(count: number, index: number): Dataset<T> {
    const where = "Dataset.shard";
    checkCount(where, count, 1);
    if (!Number.isInteger(index) || index < 0 || index >= count) {
      throw new OptionError(
        `${where}: expected an index from 0 to ${count - 1}, got ${quoted(index)}; try shard(${count}, 0)`,
      );
    }
    const { cardinality } = this.#facts;
    return this.#reordered(
      <U>(source: Source<U>) =>
        transformed<U, U>(source, { where, create: () => shardTransform<U>(count, index) }),
      cardinality === undefined ? undefined : Math.ceil(Math.max(0, cardinality - index) / count),
    );
  }

  /**
   * The rows of each batch, one by one: the reverse of `batch`. Tensors lose their first axis, arrays of strings become
   * strings.
   *
   * @throws DataError, while reading, for elements without a first axis, or parts of different lengths.
   */
  unbatch(): Dataset<Unbatched<T>> {
    const where = "Dataset.unbatch";
    return this.#expanded(where, (batch) => rowsOf(where, batch) as Iterable<Unbatched<T>>);
  }

  /**
   * The elements of the datasets (or arrays) that a function makes of each element, one after the other. With `window` it
   * makes sequences: `numbers.window(4, { shift: 1, dropRemainder: true }).flatMap((window) => window.batch(4))`.
   */
  flatMap<U>(fn: (element: T) => Iterable<U>): Dataset<U> {
    return this.#expanded("Dataset.flatMap", fn);
  }

  #expanded<U>(where: string, itemsOf: (element: T) => Iterable<U>): Dataset<U> {
    const source = transformed(this.#source, { where, create: () => expandTransform(itemsOf) });
    const sample = (): U | undefined => {
      const element = this.#facts.sample();
      return element === undefined ? undefined : firstOf(itemsOf(element));
    };
    return new Dataset(source, { cardinality: undefined, spec: learn(sample), sample, isBatched: false });
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
    const where = "Dataset.window";
    const {
      shift = size,
      stride = 1,
      dropRemainder = false,
    } = checkOptions(where, options, "shift: 1, stride, dropRemainder");
    for (const count of [size, shift, stride]) checkCount(where, count, 1);
    const { cardinality, sample } = this.#facts;
    const datasetOf = (items: readonly T[]): Dataset<T> => {
      const first = (): T | undefined => items[0];
      const source = fromIterable(() => items[Symbol.iterator]() as Iterator<T, void, undefined>);
      return new Dataset(source, {
        cardinality: items.length,
        spec: learn(first),
        sample: first,
        isBatched: false,
      });
    };
    const windows = transformed(this.#source, {
      where,
      create: () => windowTransform<T>({ size, shift, stride, dropRemainder }),
    });
    const reach = dropRemainder ? (size - 1) * stride + 1 : 1;
    return new Dataset<Dataset<T>>(transformed(windows, { where, create: () => mapTransform(datasetOf) }), {
      cardinality:
        cardinality === undefined ? undefined : Math.max(0, Math.floor((cardinality - reach) / shift) + 1),
      spec: () => undefined,
      sample: () => {
        const first = sample();
        return first === undefined ? undefined : datasetOf(new Array<T>(size).fill(first));
      },
      isBatched: false,
    });
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
    type Batch = PaddedBatch<T, Drop extends true ? B : number>;
    const where = "Dataset.paddedBatch";
    const {
      paddingValue: value = 0,
      length,
      dropRemainder = false,
    } = checkOptions(where, options, "paddingValue: 0, length, dropRemainder");
    checkCount(where, size, 1);
    if (length !== undefined) checkCount(where, length, 1);
    const stackItems = (items: readonly unknown[]): Batch =>
      collate(where, filled(where, items, { value, length })) as Batch;
    const source = transformed(this.#source, {
      where,
      create: () => batchTransform(size, { dropRemainder, collate: stackItems }),
    });
    const facts = batchedFacts(
      { ...this.#facts, rows: undefined },
      { size, dropRemainder, stack: stackItems },
    );
    // How large the largest is differs from batch to batch.
    const open = (part: TensorSpec): TensorSpec =>
      new TensorSpec(
        part.shape.map((n, axis) => (axis === 0 ? n : axis === 1 && length !== undefined ? length : null)),
        part.dtype,
      );
    return new Dataset<Batch>(source, {
      ...facts,
      spec: () => {
        const spec = facts.spec();
        return spec === undefined ? undefined : mapSpec(spec, open);
      },
    });
  }

  /** The elements of this dataset, then those of another one. */
  concatenate(other: Dataset<T>): Dataset<T> {
    const [a, b] = [this.#facts, other.#facts];
    const cardinality =
      a.cardinality === undefined || b.cardinality === undefined ? undefined : a.cardinality + b.cardinality;
    if (a.rows !== undefined && a.rows.slices === b.rows?.slices) {
      return Dataset.#ofRows(a.rows.slices, concatenateSource(a.rows.order, b.rows.order), cardinality);
    }
    return new Dataset(concatenateSource(this.#source, other.#source), {
      cardinality,
      spec: () => commonSpec(this.elementSpec, other.elementSpec),
      sample: () => a.sample() ?? b.sample(),
      isBatched: a.isBatched || b.isBatched,
    });
  }

  /**
   * Keeps the elements in memory once all of them have been read, so that the steps before it run only once.
   * What follows a `shuffle` before it always comes in the same order: shuffle after the cache instead.
   */
  cache(): Dataset<T> {
    return this.#reordered((source) => cacheSource(source), this.#facts.cardinality);
  }

  /** Lets an asynchronous reading run up to `bufferSize` elements ahead; a synchronous one is unchanged. */
  prefetch(bufferSize: number): Dataset<T> {
    checkCount("Dataset.prefetch", bufferSize, 1);
    return new Dataset(prefetchSource(this.#source, bufferSize), { ...this.#facts, rows: undefined });
  }

  /**
   * How many elements a reading gives: `Infinity` after `repeat()`, `undefined` when only reading would tell
   * (after `filter`, or from a generator).
   */
  get cardinality(): number | undefined {
    return this.#facts.cardinality;
  }

  /**
   * Shapes and dtypes of an element; a size that varies, such as that of a batch, is `null`. After `map` or
   * `fromGenerator` it is learned by running the function once on a first element; `undefined` when that fails
   * or would have to be waited for.
   */
  get elementSpec(): ElementSpec | undefined {
    return this.#facts.spec();
  }

  /** All elements in an array, waiting where a step is asynchronous. For small datasets. */
  async toArray(): Promise<T[]> {
    const items: T[] = [];
    for await (const item of this.#source) items.push(item);
    return items;
  }

  /** @throws DataError while reading, when a step is asynchronous. */
  [Symbol.iterator](): Iterator<T, void, undefined> {
    return this.#source[Symbol.iterator]();
  }

  /** One round through the elements, for `for await`; waits where elements come from promises. */
  [Symbol.asyncIterator](): AsyncIterator<T, void, undefined> {
    return this.#source[Symbol.asyncIterator]();
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
