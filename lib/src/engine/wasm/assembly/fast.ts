/* The kernels that gain from multiplying and adding in one: compiled with relaxed SIMD for the fast mode. */
export { convolve, kernelGradient } from "./conv2d";
export { multiplyPanels, multiplyThin } from "./matmul";
