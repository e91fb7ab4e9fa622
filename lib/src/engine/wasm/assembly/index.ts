export { add, div, maximum, minimum, mul, sub } from "./binary";
export { boolToFloat, greater } from "./compare";
export { imageToRows, maxPool2dIndices, transposeBlocks, gradientToRows } from "./conv2d";
export { multiply, multiplyThin, pack } from "./matmul";
export { gatherAddSingles, gatherSingles, stridedRows } from "./memory";
export { adam, momentum, sgd } from "./optimizers";
export { sumColumns, sumRows } from "./reduce";
export { logSoftmax, softmax } from "./softmax";
export { abs, exp, log, neg, relu, sigmoid, sqrt, tanh } from "./unary";
