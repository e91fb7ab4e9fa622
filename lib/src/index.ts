export * from "./autograd/index.js";
export * from "./errors.js";
export * from "./ops/index.js";
export * as plot from "./plot/index.js";
export * as random from "./random/index.js";
export * from "./tensor/index.js";
