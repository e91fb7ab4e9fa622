import { existsSync } from "node:fs";
import { join } from "node:path";
import { lastLines, SetupProblem } from "./problem.mjs";
import { run } from "./run.mjs";

/**
 * The library and the kernel, compiled to JavaScript.
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
        "kernel/src",
        "kernel/tsconfig.json",
        "tsconfig.base.json",
        "package-lock.json",
      ].map(inRoot),
    }),
    present: () => existsSync(inRoot("lib/dist/index.js")) && existsSync(inRoot("kernel/dist/cli.js")),
    async run(resumed) {
      // The compiler's own record of a build does not notice that output files are missing.
      const force = resumed ? ["--force"] : [];
      const log = join(project.logs, "build.log");
      const tsc = inRoot("node_modules/typescript/bin/tsc");
      const { code, output } = await run([process.execPath, tsc, "-b", "lib", "kernel", ...force], {
        cwd: project.root,
        log,
      });
      if (code !== 0) {
        throw new SetupProblem(
          `build: expected the library and the kernel to compile, got:\n${lastLines(output)}\ntry the full log: ${log}`,
        );
      }
    },
  };
}
