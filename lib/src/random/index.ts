export {
  type BernoulliOptions,
  type DrawOptions,
  Generator,
  generator,
  type NormalOptions,
  type RandintOptions,
  type UniformOptions,
} from "./generator.js";
