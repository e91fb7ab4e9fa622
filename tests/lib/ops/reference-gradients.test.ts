import { gradients, type Operand, tensor } from "gradbook";
import { describe, expect, test } from "vitest";
import { type Any, errorOf, operations, readGradientCases, type TensorSpec, toArgument } from "./support.js";

/*
 * Gradients against PyTorch's in float64, which reference/more.py and einsum.py have frozen: those of Σ result ·
 * cotangent for each float argument.
 */
type Leaf = readonly [leaf: Any, gradient: TensorSpec];

/** An argument of a case; tensors with a known gradient become leaves. */
function build(arg: unknown, gradient: unknown, leaves: Leaf[]): unknown {
  if (gradient === null) return toArgument(arg);
  if (Array.isArray(arg)) return arg.map((each, i) => build(each, (gradient as unknown[])[i], leaves));
  const [given, known] = [arg, gradient] as Readonly<Record<string, unknown>>[];
  if (!("data" in given!)) {
    return Object.fromEntries(
      Object.entries(given!).map(([name, value]) => [name, build(value, known![name] ?? null, leaves)]),
    );
  }
  const { data, shape, dtype } = arg as TensorSpec;
  const leaf = tensor(data.map(Number), { shape, dtype, requiresGrad: true }) as Operand as Any;
  leaves.push([leaf, gradient as TensorSpec]);
  return leaf;
}

const cases = readGradientCases();

describe("gradients equal PyTorch's", () => {
  test.each(cases.map((c, i) => [`${c.op} ${i} ${c.note}`, c] as const))("%s", (_name, c) => {
    const leaves: Leaf[] = [];
    const args = c.args.map((arg, i) => build(arg, c.gradients[i] ?? null, leaves));
    const whole = operations[c.op]!(...args);
    const result = (
      c.pick === undefined ? whole : (whole as Readonly<Record<string, unknown>>)[c.pick]
    ) as Any;
    expect(errorOf(result, c.expected), `value ${String(result)}`).toBeLessThanOrEqual(20);
    const slopes = gradients(
      result.mul(toArgument(c.cotangent) as Operand).sum(),
      leaves.map(([leaf]) => leaf),
    );
    leaves.forEach(([, known], i) => {
      expect(errorOf(slopes[i], known), `gradient ${i}: ${String(slopes[i])}`).toBeLessThanOrEqual(20);
    });
  });
});

test("there are more than a hundred cases", () => {
  expect(cases.length).toBeGreaterThan(100);
});
