import type { Transform } from "../source.js";

/** Gathers `size` elements at a time and passes each group through `collate`; the last group may be smaller. */
export function batchTransform<In, Out>(
  size: number,
  options: { readonly dropRemainder: boolean; readonly collate: (items: readonly In[]) => Out },
): Transform<In, Out> {
  const { dropRemainder, collate } = options;
  let items: In[] = [];
  return {
    push(item, emit) {
      items.push(item);
      if (items.length === size) {
        emit(collate(items));
        items = [];
      }
      return undefined;
    },
    end(emit) {
      if (items.length > 0 && !dropRemainder) emit(collate(items));
    },
  };
}
