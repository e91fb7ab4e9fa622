/**
 * Operations that do nothing beside one call of the engine, for a kernel that only computes: their runs differ in nothing
 * but the values.
 */
export const singleKernelOperations: ReadonlySet<string> = new Set([
  ...["abs", "exp", "log", "neg", "relu", "sigmoid", "sqrt", "tanh"],
  ...["add", "div", "mul", "sub"],
  ...["broadcastTo", "matmul", "slice", "sum", "transpose"],
]);
