// The one entry behind every npm command: `node notebooks/tools/gradbook.mjs start`.
// It has no dependency and keeps to syntax that old Node versions can parse, so that the version check
// below is what a learner with an old Node sees, not a SyntaxError.
import { nodeVersionProblem } from "./setup/node-version.mjs";

const problem = nodeVersionProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exitCode = 1;
} else {
  import("./setup/main.mjs").then((module) => module.main(process.argv.slice(2)));
}
