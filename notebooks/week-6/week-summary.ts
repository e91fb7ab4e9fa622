/** What you have done in week 6: exercises, and predictions beside what came out. */
import { type Summary, summary } from "gradbook/exercise";
import { here as convolution } from "./convolution-by-hand.js";
import { here as dataPipeline } from "./data-pipeline-checks.js";
import { here as fashionMnist } from "./fashion-mnist-checks.js";
import { here as lenet } from "./lenet-checks.js";

export const weekSummary = (): Summary => summary("Week 6", [dataPipeline, fashionMnist, convolution, lenet]);
