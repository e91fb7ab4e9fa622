import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import { mul } from "../ops/mul.js";
import { meet } from "../ops/support/operands.js";
import { asTensor } from "../tensor/base.js";
import { floating } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";

const operation: Operation<undefined, undefined> = {
  name: "shareOf",
  saves: ["inputs"],
  plan: ([, values]) => ({ shape: values!.shape, dtype: values!.dtype, plan: undefined }),
  run(_engine, [shares, values], out) {
    for (let i = 0; i < out.length; i++) {
      const [share, value] = [shares![i]!, values![i]!];
      out[i] = share === 0 && (value === Infinity || value === -Infinity) ? 0 : share * value;
    }
  },
  backward: ({ inputs: [shares, values], gradient, needs }) => [
    needs(0) ? mul(gradient, values!) : undefined,
    needs(1) ? mul(gradient, shares!) : undefined,
  ],
};

/**
 * Each value times the share that it has in a loss, of one shape, where a share of 0 leaves out even what is infinite:
 * as y · log y is 0 at 0, a class that is masked (its logit is -∞, its logarithm too) and not the label adds nothing.
 */
export function shareOf(shares: Operand, values: Operand): Operand {
  return asTensor(apply(operation, meet("shareOf", shares, values, floating), undefined)) as Operand;
}
