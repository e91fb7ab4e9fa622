import type { Engine } from "../engine.js";
import { add, div, maximum, minimum, mod, mul, sub } from "./arithmetic.js";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./compare.js";
import { conv2d, conv2dInputGradient, conv2dKernelGradient } from "./conv2d.js";
import { cumsum } from "./cumulative.js";
import { cos, erf, exp, expm1, log, log1p, sigmoid, sin, softplus, tanh } from "./float-kernels.js";
import { matmul } from "./matmul.js";
import {
  cast,
  gather,
  gatherAdd,
  gatherElements,
  gatherElementsAdd,
  select,
  strided,
  stridedPut,
} from "./memory.js";
import { averagePool2d, averagePool2dGradient, maxPool2dIndices } from "./pool2d.js";
import { pow } from "./power.js";
import { argmax, argmin, max, min, sum } from "./reduce.js";
import { abs, ceil, copy, floor, neg, relu, round, sign, sqrt } from "./rounding.js";
import { logSoftmax, softmax } from "./softmax.js";
import { argsort } from "./sort.js";

/**
 * The engine that defines the bits: plain loops, one concept a file. Each file says how it rounds and in
 * which order it adds; the README beside it has the table.
 */
export const referenceEngine: Engine = {
  name: "reference",
  unary: {
    abs,
    ceil,
    copy,
    cos,
    erf,
    exp,
    expm1,
    floor,
    log,
    log1p,
    neg,
    relu,
    round,
    sigmoid,
    sign,
    sin,
    softplus,
    sqrt,
    tanh,
  },
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
    mod,
    mul,
    notEqual,
    pow,
    sub,
  },
  reduction: { argmax, argmin, max, min, sum },
  matmul,
  strided,
  stridedPut,
  gather,
  gatherAdd,
  gatherElements,
  gatherElementsAdd,
  argsort,
  cumsum,
  softmax,
  logSoftmax,
  conv2d,
  conv2dInputGradient,
  conv2dKernelGradient,
  maxPool2dIndices,
  averagePool2d,
  averagePool2dGradient,
  select,
  cast,
};
