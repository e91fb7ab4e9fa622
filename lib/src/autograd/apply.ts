import { currentEngine } from "../engine/current.js";
import { currentRecording } from "../recorder/current.js";
import { type AnyTensor, fromValues, type TensorFields, valuesOf, withoutValues } from "../tensor/base.js";
import { allocate, type DType, isFloat, type Values } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { isGradEnabled } from "./grad-mode.js";
import type { Operation } from "./operation.js";

/**
 * Runs an operation: the one place that every operation of the library goes through.
 *
 * Plans, allocates the result, runs the engine's kernel and, when a gradient will be wanted, remembers the
 * operation and its inputs. A run that follows a recorded program only does the last: its results have no values until
 * it is over. The type of the result is the caller's to state: operations compute it as a type.
 */
export function apply<Attributes, Plan, Result extends Operand>(
  operation: Operation<Attributes, Plan>,
  operands: readonly Operand[],
  attributes: Attributes,
): Result {
  const inputs = operands.slice() as readonly Operand[] as readonly AnyTensor[];
  const recording = currentRecording();
  const next = recording?.expected(operation, inputs, attributes);
  if (next !== undefined) {
    const output = withoutValues(
      next.shape,
      next.dtype,
      graphOf(operation as Operation<unknown, unknown>, inputs, { attributes, dtype: next.dtype }),
    );
    recording!.follow(output);
    return output as Operand as Result;
  }
  const { shape, dtype, plan } = operation.plan(inputs, attributes);
  let size = 1;
  for (const length of shape) size *= length;
  const out = allocate(dtype, size, operation.name);
  const values: Values[] = inputs.map(valuesOf);
  operation.run(currentEngine(), values, out, plan);
  const known = operation as Operation<unknown, unknown>;
  const output = fromValues(out, shape, dtype, graphOf(known, inputs, { attributes, dtype }));
  currentRecording()?.note({ kind: "operation", operation: known, inputs, output, attributes, plan });
  return output as Operand as Result;
}

/** What a result remembers when a gradient will be wanted. */
function graphOf(
  operation: Operation<unknown, unknown>,
  inputs: readonly AnyTensor[],
  { attributes, dtype }: { readonly attributes: unknown; readonly dtype: DType },
): TensorFields {
  const requiresGrad =
    isGradEnabled() &&
    operation.backward !== undefined &&
    isFloat(dtype) &&
    inputs.some((x) => x.requiresGrad);
  if (!requiresGrad) return { requiresGrad };
  const versions = inputs.map((x) => x.version);
  return { requiresGrad, node: { operation, inputs, attributes, versions, released: false } };
}
