/** What you have done in week 2: exercises, and predictions beside what came out. */
import { type Summary, summary } from "gradbook/exercise";
import { here as activations } from "./activations-checks.js";
import { here as backpropagation } from "./backpropagation-ladder.js";
import { here as chainRule } from "./chain-rule-engine.js";
import { here as vanishingGradients } from "./vanishing-gradients-checks.js";

export const weekSummary = (): Summary =>
  summary("Week 2", [chainRule, backpropagation, activations, vanishingGradients]);
