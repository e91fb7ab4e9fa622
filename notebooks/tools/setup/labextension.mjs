import { cpSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "./stamp.mjs";

/**
 * The JupyterLab extension that shows interactive figures, put into the private Python environment.
 *
 * @param {import("./project.mjs").Project} project
 * @returns {import("./steps.mjs").Step}
 */
export function labExtensionStep(project) {
  const source = join(project.root, "lib", "dist", "jupyterlab");
  const target = join(project.venv, "share", "jupyter", "labextensions", "gradbook");
  return {
    name: "labextension",
    title: "interactive figures for JupyterLab",
    inputs: () => ({ values: [target], paths: [source] }),
    made: () => filesBelow(target),
    async run() {
      cpSync(source, target, { recursive: true });
    },
  };
}
