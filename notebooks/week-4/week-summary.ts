/** What you have done in week 4: exercises, and predictions beside what came out. */
import { type Summary, summary } from "gradbook/exercise";
import { here as dropoutAndEnsembles } from "./dropout-and-ensembles-checks.js";
import { here as miniBatches } from "./mini-batches-checks.js";
import { here as optimizers } from "./optimizers-checks.js";
import { here as overfitting } from "./overfitting-checks.js";

export const weekSummary = (): Summary =>
  summary("Week 4", [miniBatches, optimizers, overfitting, dropoutAndEnsembles]);
