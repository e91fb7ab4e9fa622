import { existsSync } from "node:fs";
import { join } from "node:path";
import { lastLines, SetupProblem } from "./problem.mjs";
import { run } from "./run.mjs";

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
    present: () => existsSync(join(project.venv, "share", "jupyter", "kernels", "gradbook", "kernel.json")),
    async run() {
      const log = join(project.logs, "kernel.log");
      const { code, output } = await run([process.execPath, cli, "install", "--prefix", project.venv], {
        cwd: project.root,
        log,
      });
      if (code !== 0) {
        throw new SetupProblem(
          `kernel: expected \`gradbook-kernel install\` to succeed, got:\n${lastLines(output)}\ntry the full log: ${log}`,
        );
      }
    },
  };
}
