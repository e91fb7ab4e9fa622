import { abs } from "../../ops/abs.js";
import { add } from "../../ops/add.js";
import { cast } from "../../ops/cast.js";
import { ceil } from "../../ops/ceil.js";
import { clip } from "../../ops/clip.js";
import { div } from "../../ops/div.js";
import { elu } from "../../ops/elu.js";
import { equal } from "../../ops/equal.js";
import { erf } from "../../ops/erf.js";
import { exp } from "../../ops/exp.js";
import { expm1 } from "../../ops/expm1.js";
import { floor } from "../../ops/floor.js";
import { gelu } from "../../ops/gelu.js";
import { greater } from "../../ops/greater.js";
import { greaterEqual } from "../../ops/greater-equal.js";
import { isInf } from "../../ops/is-inf.js";
import { isNaN as isNotANumber } from "../../ops/is-nan.js";
import { leakyRelu } from "../../ops/leaky-relu.js";
import { less } from "../../ops/less.js";
import { lessEqual } from "../../ops/less-equal.js";
import { log } from "../../ops/log.js";
import { log1p } from "../../ops/log1p.js";
import { logicalAnd, logicalOr } from "../../ops/logical-and-or.js";
import { logicalNot } from "../../ops/logical-not.js";
import { maximum, minimum } from "../../ops/maximum-minimum.js";
import { mish } from "../../ops/mish.js";
import { mod } from "../../ops/mod.js";
import { mul } from "../../ops/mul.js";
import { neg } from "../../ops/neg.js";
import { pow } from "../../ops/pow.js";
import { reciprocal } from "../../ops/reciprocal.js";
import { relu } from "../../ops/relu.js";
import { round } from "../../ops/round.js";
import { sigmoid } from "../../ops/sigmoid.js";
import { sign } from "../../ops/sign.js";
import { cos, sin } from "../../ops/sin-cos.js";
import { softplus } from "../../ops/softplus.js";
import { sqrt } from "../../ops/sqrt.js";
import { sub } from "../../ops/sub.js";
import { tan } from "../../ops/tan.js";
import { tanh } from "../../ops/tanh.js";
import { where } from "../../ops/where.js";
import { asTensor } from "../../tensor/base.js";
import { type DType, isFloat } from "../../tensor/dtype.js";
import type { Operand } from "../../tensor/operand.js";
import type { Shape } from "../../tensor/shape.js";
import { type Interpretation, Sizes } from "./given.js";

type Unary = (x: Operand) => unknown;
type Binary = (a: Operand, b: Operand) => unknown;

const unary =
  (run: Unary): Interpretation =>
  (given) =>
    asTensor(run(given.tensor(0)) as Operand);

/** Of two operands, or of two lists of sizes. */
const binary =
  (run: Binary, ofSizes?: (a: number, b: number) => number): Interpretation =>
  (given) => {
    const sizes = ofSizes && given.allSizes();
    if (sizes !== undefined) {
      const [a, b] = sizes as readonly [Sizes, Sizes];
      const longer = a.values.length >= b.values.length ? a : b;
      const at = ({ values }: Sizes, i: number): number => values[values.length === 1 ? 0 : i]!;
      const values = longer.values.map((_, i) => ofSizes!(at(a, i), at(b, i)));
      return new Sizes(values, a.isSingle && b.isSingle);
    }
    return asTensor(run(given.tensor(0), given.tensor(1)) as Operand);
  };

/** Of two operands or more. */
const several =
  (run: Binary): Interpretation =>
  (given) =>
    given.tensors().reduce((a, b) => asTensor(run(a, b) as Operand));

/** The quotient; of whole numbers without what is behind the point. */
function divide(a: Operand, b: Operand): Operand {
  const quotient: Operand = div(a, b);
  return a.dtype === "int32" && b.dtype === "int32" ? cast(quotient, "int32") : quotient;
}

/** A straight line between 0 and 1. */
function hardSigmoid(x: Operand, slope: number, middle: number): Operand {
  const line: Operand = add(mul(x, slope) as Operand, middle);
  return clip(line, { min: 0, max: 1 }) as Operand;
}

const isBool = (x: Operand): x is Operand<Shape, "bool"> => x.dtype === "bool";

export const elementwise: Readonly<Record<string, Interpretation>> = {
  Abs: unary(abs),
  Ceil: unary(ceil),
  Cos: unary(cos),
  Erf: unary(erf),
  Exp: unary(exp),
  Expm1: unary(expm1),
  Floor: unary(floor),
  IsInf: unary(isInf),
  IsNaN: unary(isNotANumber),
  Log: unary(log),
  Log1p: unary(log1p),
  Mish: unary(mish),
  Neg: unary(neg),
  Not: unary(logicalNot),
  Reciprocal: unary(reciprocal),
  Relu: unary(relu),
  Round: unary(round),
  Sigmoid: unary(sigmoid),
  Sign: unary(sign),
  Sin: unary(sin),
  Softplus: unary(softplus),
  Sqrt: unary(sqrt),
  Tan: unary(tan),
  Tanh: unary(tanh),
  Add: binary(add, (a, b) => a + b),
  Sub: binary(sub, (a, b) => a - b),
  Mul: binary(mul, (a, b) => a * b),
  Div: binary(divide, (a, b) => Math.trunc(a / b)),
  FloorMod: binary(mod),
  Pow: binary(pow),
  Equal: binary(equal),
  Greater: binary(greater),
  GreaterOrEqual: binary(greaterEqual),
  Less: binary(less),
  LessOrEqual: binary(lessEqual),
  And: binary(logicalAnd),
  Or: binary(logicalOr),
  Max: several(maximum),
  Min: several(minimum),
  Sum: several(add),
  Gelu: (given) => {
    given.only("approximate", "none", "tanh");
    return asTensor(gelu(given.tensor(0), { approximate: given.text("approximate", "none") === "tanh" }));
  },
  LeakyRelu: (given) => asTensor(leakyRelu(given.tensor(0), { negativeSlope: given.number("alpha", 0.01) })),
  Elu: (given) => asTensor(elu(given.tensor(0), { alpha: given.number("alpha", 1) })),
  HardSigmoid: (given) =>
    asTensor(hardSigmoid(given.tensor(0), given.number("alpha", 0.2), given.number("beta", 0.5))),
  HardSwish: (given) => {
    const x = given.tensor(0);
    return asTensor(mul(x, hardSigmoid(x, 1 / 6, 0.5)) as Operand);
  },
  PRelu: (given) => {
    const [x, slope] = given.tensors();
    return asTensor(where(less(x!, 0) as Operand<Shape, "bool">, mul(x!, slope!) as Operand, x!) as Operand);
  },
  Clip: (given) => {
    let x: Operand = given.tensor(0);
    if (given.has(1)) x = maximum(x, given.tensor(1)) as Operand;
    if (given.has(2)) x = minimum(x, given.tensor(2)) as Operand;
    return asTensor(x);
  },
  Where: (given) => {
    const [condition, a, b] = given.tensors();
    if (condition === undefined || !isBool(condition))
      return given.fail("a condition of booleans", condition?.dtype);
    return asTensor(where(condition, a!, b!) as Operand);
  },
  Cast: (given) => {
    const to = given.text("to", "float32");
    const sizes = given.allSizes()?.[0];
    if (sizes !== undefined && (to === "int64" || to === "int32")) return sizes;
    const dtype = (to === "int64" ? "int32" : to) as DType;
    const x = given.tensor(0);
    return x.dtype === dtype && !isFloat(dtype) ? x : asTensor(cast(x, dtype));
  },
};
