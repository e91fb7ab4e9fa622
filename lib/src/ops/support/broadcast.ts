import type { BroadcastLayout } from "../../engine/engine.js";
import { type Shape, sameShape, stridesOf } from "../../tensor/shape.js";

/** Strides of an operand over the axes of the result it broadcasts to: 0 where it repeats. */
export function broadcastStrides(shape: Shape, result: Shape): number[] {
  const own = stridesOf(shape);
  const missing = result.length - shape.length;
  return result.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : own[axis - missing]!));
}

/** How a kernel walks two operands of a broadcast; neighbouring axes are merged where both run through. */
export function broadcastLayout(a: Shape, b: Shape, result: Shape): BroadcastLayout {
  if (sameShape(a, b)) return flat(a);
  const stridesA = broadcastStrides(a, result);
  const stridesB = broadcastStrides(b, result);
  const sizes: number[] = [];
  const keptA: number[] = [];
  const keptB: number[] = [];
  for (let axis = 0; axis < result.length; axis++) {
    const size = result[axis]!;
    if (size === 1) continue;
    const last = sizes.length - 1;
    if (last >= 0 && keptA[last] === stridesA[axis]! * size && keptB[last] === stridesB[axis]! * size) {
      sizes[last] = sizes[last]! * size;
      keptA[last] = stridesA[axis]!;
      keptB[last] = stridesB[axis]!;
    } else {
      sizes.push(size);
      keptA.push(stridesA[axis]!);
      keptB.push(stridesB[axis]!);
    }
  }
  const row = sizes.pop() ?? 1;
  const strideA = keptA.pop() ?? 0;
  const strideB = keptB.pop() ?? 0;
  return { outer: sizes, outerStridesA: keptA, outerStridesB: keptB, row, strideA, strideB };
}

function flat(shape: Shape): BroadcastLayout {
  let row = 1;
  for (const size of shape) row *= size;
  return { outer: [], outerStridesA: [], outerStridesB: [], row, strideA: 1, strideB: 1 };
}
