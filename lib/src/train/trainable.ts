import type { Module } from "../nn/module.js";
import type { Compiled } from "./compiled.js";

/** What `fit` and `evaluate` ask of a model: a module that was told what to train with. `nn.Model` is one. */
export interface Trainable extends Module {
  /** What it was compiled with. Throws OptionError, which begins with `where`, when it was not. */
  compiled(where: string): Compiled;
}
