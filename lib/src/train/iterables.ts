/** Whether data says that it never ends, as a dataset that is repeated for ever does. */
export function isEndless(data: unknown): boolean {
  return (data as { readonly cardinality?: unknown } | undefined)?.cardinality === Number.POSITIVE_INFINITY;
}

export function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
