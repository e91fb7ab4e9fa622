/** A headless Jupyter client: starts a kernel, runs cells, gathers outputs. No Python anywhere. */
export {
  type ExecuteOptions,
  type ExecuteResult,
  KernelClient,
  type StartOptions,
  startKernel,
} from "./kernel-client.js";
export { type Output, OutputCollector } from "./outputs.js";
