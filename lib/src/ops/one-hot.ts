import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { effect } from "../recorder/effect.js";
import { asTensor, fromValues } from "../tensor/base.js";
import { allocate, checkDType, type DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkIndices } from "./support/indices.js";

/** Options of {@link oneHot}. */
export interface OneHotOptions<D extends DType> {
  /** Default float32. */
  readonly dtype?: D;
}

/**
 * Class numbers as rows of zeros with a 1 at the class.
 *
 * Shapes: `labels [4], classes 10 → [4, 10]`.
 * Throws DTypeError when the labels are not int32, DataError for a label that is not below the classes,
 * OptionError when the classes are not a whole number of at least 1.
 *
 * @example
 * oneHot(tensor([0, 2], { dtype: "int32" }), 3).toArray() // [[1, 0, 0], [0, 0, 1]]
 */
export function oneHot<S extends Shape, const Classes extends number, D extends DType = "float32">(
  labels: Operand<S, "int32">,
  classes: Classes,
  options?: OneHotOptions<D>,
): Tensor<[...S, Classes], D> {
  if (!Number.isInteger(classes) || classes < 1) {
    throw new OptionError(
      `oneHot: expected a number of classes of at least 1, got ${quoted(classes)}; try 10`,
    );
  }
  checkIndices("oneHot", labels, classes);
  const kind: DType = checkOptions("oneHot", options, 'dtype: "bool"').dtype ?? "float32";
  checkDType("oneHot", kind);
  const x = asTensor(labels);
  const rows = fromValues(allocate(kind, x.size * classes, "oneHot"), [...labels.shape, classes], kind);
  effect(
    "oneHot",
    [rows],
    ([data, numbers]) => {
      data!.fill(0);
      numbers!.forEach((label, i) => {
        data![i * classes + label] = 1;
      });
    },
    { reads: [x] },
  );
  return rows as Operand as Tensor<[...S, Classes], D>;
}
