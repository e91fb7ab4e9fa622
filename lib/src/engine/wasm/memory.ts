import type { Engine, StridedLayout } from "../engine.js";
import { type Arena, activeArena, inFloats } from "./arena.js";
import { callAlone, PASS, share } from "./share.js";

/** Slices, transposes and broadcasts of arrays of a recorded step. */
export function wasmStrided(fallback: Engine["strided"]): Engine["strided"] {
  return (x, out, layout) => {
    const arena = activeArena();
    const walk = arena !== undefined && inFloats(arena, x, out) ? merged(layout) : undefined;
    if (arena === undefined || walk === undefined) {
      fallback(x, out, layout);
      return;
    }
    const [rows, row] = walk.shape;
    const [stride, step] = walk.strides;
    const from = x.byteOffset + layout.offset * 4;
    const numbers = [from, out.byteOffset, rows!, row!, stride! * 4, step! * 4];
    callAlone(arena, "stridedRows", out.length * PASS, numbers);
  };
}

/** A walk over two axes that visits the same places in the same order; undefined when it takes more. */
function merged({ shape, strides }: StridedLayout): Pick<StridedLayout, "shape" | "strides"> | undefined {
  const sizes: number[] = [];
  const steps: number[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    const size = shape[axis]!;
    if (size === 1) continue;
    const last = sizes.length - 1;
    if (last >= 0 && steps[last] === strides[axis]! * size) {
      sizes[last] = sizes[last]! * size;
      steps[last] = strides[axis]!;
    } else {
      sizes.push(size);
      steps.push(strides[axis]!);
    }
  }
  if (sizes.length > 2) return undefined;
  while (sizes.length < 2) {
    sizes.unshift(1);
    steps.unshift(0);
  }
  return { shape: sizes, strides: steps };
}

/** 0 and 1 of a comparison as float32. */
export function wasmCast(fallback: Engine["cast"]): Engine["cast"] {
  return (x, out) => {
    const arena = activeArena();
    if (arena !== undefined && x instanceof Uint8Array && arena.owns(x.buffer) && inFloats(arena, out)) {
      share(arena, "boolToFloat", [x.byteOffset, out.byteOffset, out.length], {
        size: 2,
        moves: { 0: 1, 1: 4 },
        unit: 1024,
        work: out.length * PASS,
      });
    } else fallback(x, out);
  };
}

/** Whether single values are picked from one long row, as max pooling does. */
function picksSingles(arena: Arena, indices: Int32Array, layout: { outer: number; inner: number }): boolean {
  return layout.outer === 1 && layout.inner === 1 && arena.owns(indices.buffer);
}

export function wasmGather(fallback: Engine["gather"]): Engine["gather"] {
  return (x, indices, out, layout) => {
    const arena = activeArena();
    if (arena !== undefined && picksSingles(arena, indices, layout) && inFloats(arena, x, out)) {
      share(arena, "gatherSingles", [x.byteOffset, indices.byteOffset, out.byteOffset, out.length], {
        size: 3,
        moves: { 1: 4, 2: 4 },
        unit: 1024,
        work: out.length * PASS,
      });
    } else fallback(x, indices, out, layout);
  };
}

export function wasmGatherAdd(fallback: Engine["gatherAdd"]): Engine["gatherAdd"] {
  return (x, indices, out, layout) => {
    const arena = activeArena();
    if (arena !== undefined && picksSingles(arena, indices, layout) && inFloats(arena, x, out)) {
      const { groups = 1 } = layout;
      const sizes = [0, groups, x.length / groups, out.length / groups];
      share(arena, "gatherAddSingles", [x.byteOffset, indices.byteOffset, out.byteOffset, ...sizes], {
        size: 4,
        moves: { 3: 1 },
        unit: 1,
        work: (x.length + out.length) * PASS,
      });
    } else fallback(x, indices, out, layout);
  };
}
