import { join } from "node:path";
import { commandProblem } from "./problem.mjs";
import { run } from "./run.mjs";
import { removeStaleOutputs } from "./stale-outputs.mjs";
import { filesBelow } from "./stamp.mjs";

/**
 * The library and the kernel, compiled to JavaScript, and joined into few files, which are quick to import.
 *
 * @param {import("./project.mjs").Project} project
 * @returns {import("./steps.mjs").Step}
 */
export function buildStep(project) {
  const inRoot = (/** @type {string} */ path) => join(project.root, path);
  return {
    name: "build",
    title: "library and kernel",
    inputs: () => ({
      paths: [
        "lib/src",
        "lib/tsconfig.json",
        "lib/bundle.mjs",
        "kernel/src",
        "kernel/tsconfig.json",
        "kernel/bundle.mjs",
        "tsconfig.base.json",
        "package-lock.json",
      ].map(inRoot),
    }),
    made: () => ["lib/dist", "kernel/dist"].map(inRoot).flatMap(filesBelow),
    async run(resumed) {
      // The compiler's own record of a build does not notice that output files are missing.
      const force = resumed ? ["--force"] : [];
      const log = join(project.logs, "build.log");
      const compile = [inRoot("node_modules/typescript/bin/tsc"), "-b", "lib", "kernel", ...force];
      for (const name of ["lib", "kernel"]) removeStaleOutputs(inRoot(`${name}/src`), inRoot(`${name}/dist`));
      for (const step of [compile, [inRoot("lib/bundle.mjs")], [inRoot("kernel/bundle.mjs")]]) {
        const { code, output } = await run([process.execPath, ...step], { cwd: project.root, log });
        if (code !== 0) {
          throw commandProblem("build", { expected: "the library and the kernel to compile", output, log });
        }
      }
    },
  };
}
