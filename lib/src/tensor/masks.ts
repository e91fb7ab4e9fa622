import type { AnyTensor } from "./base.js";
import type { Operand } from "./operand.js";
import { remark, remarksOf } from "./remarks.js";

/* Which steps of a sequence count. Layers hand it on beside their outputs; losses and metrics leave the others out. */

/** The mask of a tensor: bool, true for what counts, of the tensor's first axes; undefined when all of it counts. */
export function maskOf(x: Operand): AnyTensor | undefined {
  return remarksOf(x).mask;
}

/** Says which entries of a tensor count; with undefined nothing is said. Gives the tensor back. */
export function rememberMask<X extends Operand>(x: X, mask: AnyTensor | undefined): X {
  return mask === undefined ? x : remark(x, { mask });
}
