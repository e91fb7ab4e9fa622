export { constant, ones, zeros } from "./constant.js";
export { computeFans, type FanOptions, type Fans } from "./fans.js";
export type { InitializeOptions, Initializer, SeedOptions } from "./initializer.js";
export { type InitializerName, type InitializerNamedOptions, initializerNamed } from "./named.js";
export { type OrthogonalOptions, orthogonal } from "./orthogonal.js";
export {
  type NormalInitializerOptions,
  randomNormal,
  randomUniform,
  truncatedNormal,
  type UniformInitializerOptions,
} from "./random.js";
export {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  type VarianceScalingOptions,
} from "./variance-scaling.js";
