/* The kernels of attention and recurrent layers, which come with these. */
export { attend, attendGradient } from "./attention";
export { erf } from "./error-function";
export { recurrentGradient, recurrentStates } from "./recurrent";
