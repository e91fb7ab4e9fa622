import { OptionError } from "../../errors.js";
import { quoted } from "../../given.js";
import { checkCount } from "../counts.js";
import type { Pipeline } from "../pipeline.js";
import { reordered } from "../rows.js";
import { type Source, type Transform, transformed } from "../source.js";

/** Passes every `count`-th element, from number `index` on. */
export function shardTransform<T>(count: number, index: number): Transform<T, T> {
  let number = 0;
  return {
    push(item, emit) {
      if (number++ % count === index) emit(item);
      return undefined;
    },
  };
}

/** Every `count`-th element, from number `index` on. Throws OptionError when there is no such part. */
export function sharded<T>(pipeline: Pipeline<T>, count: number, index: number): Pipeline<T> {
  const where = "Dataset.shard";
  checkCount(where, count, 1);
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new OptionError(
      `${where}: expected an index from 0 to ${count - 1}, got ${quoted(index)}; try shard(${count}, 0)`,
    );
  }
  const { cardinality } = pipeline.facts;
  return reordered(
    pipeline,
    <U>(source: Source<U>) =>
      transformed<U, U>(source, { where, create: () => shardTransform<U>(count, index) }),
    cardinality === undefined ? undefined : Math.ceil(Math.max(0, cardinality - index) / count),
  );
}
