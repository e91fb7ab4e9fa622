/** What you have done in week 3: exercises, and predictions beside what came out. */
import { type Summary, summary } from "gradbook/exercise";
import { here as histograms } from "./histograms-checks.js";
import { here as mnistInitialization } from "./mnist-initialization-checks.js";
import { here as pretraining } from "./pretraining-checks.js";
import { here as xavierAndHe } from "./xavier-and-he-checks.js";

export const weekSummary = (): Summary =>
  summary("Week 3", [histograms, xavierAndHe, pretraining, mnistInitialization]);
