import { join } from "node:path";
import { commandProblem } from "./problem.mjs";
import { run } from "./run.mjs";
import { filesBelow } from "./stamp.mjs";

/**
 * Registers the kernel inside the private Python environment, and nowhere else.
 *
 * @param {import("./project.mjs").Project} project
 * @returns {import("./steps.mjs").Step}
 */
export function kernelStep(project) {
  const cli = join(project.root, "kernel", "dist", "cli.js");
  return {
    name: "kernel",
    title: "TypeScript kernel for JupyterLab",
    // The kernel's command names this Node and this folder.
    inputs: () => ({
      values: [process.execPath, cli],
      paths: [join(project.root, "kernel", "package.json")],
    }),
    made: () => filesBelow(join(project.venv, "share", "jupyter", "kernels", "gradbook")),
    async run() {
      const log = join(project.logs, "kernel.log");
      const { code, output } = await run([process.execPath, cli, "install", "--prefix", project.venv], {
        cwd: project.root,
        log,
      });
      if (code !== 0) {
        throw commandProblem("kernel", { expected: "`gradbook-kernel install` to succeed", output, log });
      }
    },
  };
}
