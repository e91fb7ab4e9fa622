import type { Engine } from "../engine.js";
import { add, div, maximum, minimum, mul, sub } from "./arithmetic.js";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./compare.js";
import { exp, log, sigmoid, tanh } from "./float-kernels.js";
import { matmul } from "./matmul.js";
import { cast, gather, gatherAdd, select, strided, stridedAdd } from "./memory.js";
import { pow } from "./power.js";
import { argmax, argmin, max, min, sum } from "./reduce.js";
import { abs, ceil, copy, floor, neg, relu, round, sign, sqrt } from "./rounding.js";

/**
 * The engine that defines the bits: plain loops, one concept a file. Each file says how it rounds and in which
 * order it adds; the README beside it has the table.
 */
export const referenceEngine: Engine = {
  name: "reference",
  unary: { abs, ceil, copy, exp, floor, log, neg, relu, round, sigmoid, sign, sqrt, tanh },
  binary: {
    add,
    div,
    equal,
    greater,
    greaterEqual,
    less,
    lessEqual,
    maximum,
    minimum,
    mul,
    notEqual,
    pow,
    sub,
  },
  reduction: { argmax, argmin, max, min, sum },
  matmul,
  strided,
  stridedAdd,
  gather,
  gatherAdd,
  select,
  cast,
};
