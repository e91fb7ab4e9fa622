import type { Values } from "../../tensor/dtype.js";
import type { GatherLayout, StridedLayout } from "../engine.js";

/** Calls `visit` with the source position of each value of a strided walk, in the order of the result. */
export function forEachPosition(
  { shape, strides, offset }: StridedLayout,
  visit: (from: number, i: number) => void,
): void {
  let size = 1;
  for (const length of shape) size *= length;
  const index = new Array<number>(shape.length).fill(0);
  let from = offset;
  for (let i = 0; i < size; i++) {
    visit(from, i);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
}

export function strided(x: Values, out: Values, layout: StridedLayout): void {
  forEachPosition(layout, (from, i) => {
    out[i] = x[from]!;
  });
}

export function stridedPut(x: Values, out: Values, layout: StridedLayout): void {
  forEachPosition(layout, (to, i) => {
    out[to] = x[i]!;
  });
}

export function gather(x: Values, indices: Int32Array, out: Values, layout: GatherLayout): void {
  const { outer, length, inner } = layout;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < indices.length; i++) {
      const from = (o * length + indices[i]!) * inner;
      const to = (o * indices.length + i) * inner;
      for (let j = 0; j < inner; j++) out[to + j] = x[from + j]!;
    }
  }
}

export function gatherAdd(x: Values, indices: Int32Array, out: Values, layout: GatherLayout): void {
  const { outer, length, inner } = layout;
  out.fill(0);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < indices.length; i++) {
      const to = (o * length + indices[i]!) * inner;
      const from = (o * indices.length + i) * inner;
      for (let j = 0; j < inner; j++) out[to + j] = out[to + j]! + x[from + j]!;
    }
  }
}

export function gatherElements(x: Values, indices: Int32Array, out: Values, layout: GatherLayout): void {
  const { outer, length, inner, count } = layout;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < count * inner; i++) {
      const at = o * count * inner + i;
      out[at] = x[(o * length + indices[at]!) * inner + (i % inner)]!;
    }
  }
}

export function gatherElementsAdd(x: Values, indices: Int32Array, out: Values, layout: GatherLayout): void {
  const { outer, length, inner, count } = layout;
  out.fill(0);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < count * inner; i++) {
      const from = o * count * inner + i;
      const to = (o * length + indices[from]!) * inner + (i % inner);
      out[to] = out[to]! + x[from]!;
    }
  }
}

export function select(condition: Uint8Array, a: Values, b: Values, out: Values): void {
  for (let i = 0; i < out.length; i++) out[i] = condition[i] === 0 ? b[i]! : a[i]!;
}

export function cast(x: Values, out: Values): void {
  if (out instanceof Uint8Array) {
    for (let i = 0; i < out.length; i++) out[i] = x[i] === 0 ? 0 : 1;
  } else {
    for (let i = 0; i < out.length; i++) out[i] = x[i]!;
  }
}
