/** A headless Jupyter client: starts a kernel, runs cells, gathers outputs. No Python anywhere. */

export type { Channel, Connection } from "../wire/connection.js";
export type { Header, JsonObject, Message } from "../wire/message.js";
export { type ExecuteOptions, type ExecuteResult, KernelClient, type Listener } from "./kernel-client.js";
export { type Output, OutputCollector } from "./outputs.js";
export { type StartOptions, startKernel } from "./start-kernel.js";
