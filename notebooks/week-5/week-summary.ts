/** What you have done in week 5: exercises, and predictions beside what came out. */
import { type Summary, summary } from "gradbook/exercise";
import { here as batchNormBackward } from "./batch-norm-backward-drill.js";
import { here as batchNormForward } from "./batch-norm-forward-checks.js";
import { here as whatItBuys } from "./what-it-buys-checks.js";

export const weekSummary = (): Summary =>
  summary("Week 5", [batchNormForward, batchNormBackward, whatItBuys]);
