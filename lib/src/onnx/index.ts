export { loadModel, modelFromBytes, modelToBytes, type OnnxFromBytesOptions, saveModel } from "./files.js";
export type { OnnxOptions } from "./write.js";
