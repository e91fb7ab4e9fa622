import type { Facts } from "./facts.js";
import type { Source } from "./source.js";

/** What a dataset reads, and what it knows without reading. Every method of a dataset makes another one of it. */
export interface Pipeline<T> {
  readonly source: Source<T>;
  readonly facts: Facts<T>;
}
