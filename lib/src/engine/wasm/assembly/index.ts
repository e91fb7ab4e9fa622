export { add, div, maximum, minimum, mul, sub } from "./binary";
export { boolToFloat, greater } from "./compare";
export { convolve, kernelGradient, maxPool2dIndices, transposeBlocks } from "./conv2d";
export { multiply, multiplyPanels, multiplyThin, pack } from "./matmul";
export { gatherAddSingles, gatherSingles, stridedRows } from "./memory";
export { adagrad, adam, amsgrad, averagedMomentum, momentum, nadam, nesterov, rmsprop, rmspropCentered, rmspropCenteredMomentum, rmspropMomentum, sgd } from "./optimizers";
export { allFinite, sumColumns, sumRows } from "./reduce";
export { logSoftmax, softmax } from "./softmax";
export { abs, exp, log, neg, relu, sigmoid, sqrt, tanh } from "./unary";
