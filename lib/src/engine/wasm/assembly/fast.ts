/* The kernels that gain from multiplying and adding in one: compiled with relaxed SIMD for the fast mode. */
export { convolve } from "./conv2d";
export { inputGradient } from "./input-gradient";
export { kernelGradient } from "./kernel-gradient";
export { multiplyPanels, multiplyThin } from "./matmul";
