export { multiply, pack } from "./matmul";
export { exp, log, sigmoid, tanh } from "./unary";
