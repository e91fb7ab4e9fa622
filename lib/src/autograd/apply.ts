import { currentEngine } from "../engine/current.js";
import { currentRecording } from "../recorder/recording.js";
import { asTensor, fromValues, valuesOf } from "../tensor/base.js";
import { allocate, isFloat, type Values } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { isGradEnabled } from "./grad-mode.js";
import type { GraphNode } from "./node.js";
import type { Operation } from "./operation.js";

/**
 * Runs an operation: the one place that every operation of the library goes through.
 *
 * Plans, allocates the result, runs the engine's kernel and, when a gradient will be wanted, remembers the
 * operation and its inputs. The type of the result is the caller's to state: operations compute it as a type.
 */
export function apply<Attributes, Plan, Result extends Operand>(
  operation: Operation<Attributes, Plan>,
  operands: readonly Operand[],
  attributes: Attributes,
): Result {
  const inputs = operands.map(asTensor);
  const { shape, dtype, plan } = operation.plan(inputs, attributes);
  let size = 1;
  for (const length of shape) size *= length;
  const out = allocate(dtype, size, operation.name);
  const values: Values[] = inputs.map(valuesOf);
  operation.run(currentEngine(), values, out, plan);
  const requiresGrad =
    isGradEnabled() &&
    operation.backward !== undefined &&
    isFloat(dtype) &&
    inputs.some((x) => x.requiresGrad);
  const node: GraphNode | undefined = requiresGrad
    ? {
        operation: operation as Operation<unknown, unknown>,
        inputs,
        attributes,
        versions: inputs.map((x) => x.version),
        released: false,
      }
    : undefined;
  const output = fromValues(out, shape, dtype, { requiresGrad, node });
  currentRecording()?.commands.push({
    kind: "operation",
    operation: operation as Operation<unknown, unknown>,
    inputs,
    output,
    plan,
  });
  return output as Operand as Result;
}
