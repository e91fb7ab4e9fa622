import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Where everything lives. All that set-up writes is under `state`, `node_modules`, the packages' `dist`
 * folders and the working copies; git ignores each of them.
 *
 * @typedef {object} Project
 * @property {string} root the repository's folder
 * @property {string} state `.gradbook`
 * @property {string} stamps one file per finished step
 * @property {string} logs the full output of each step's commands
 * @property {string} venv the private Python environment
 * @property {string} jupyter JupyterLab's settings, workspaces, signatures and runtime files
 * @property {string} site the rendered course
 * @property {string} lessons the committed notebooks
 */

/**
 * @param {string} root
 * @returns {Project}
 */
export function projectAt(root) {
  const state = join(root, ".gradbook");
  return {
    root,
    state,
    stamps: join(state, "stamps"),
    logs: join(state, "logs"),
    venv: join(state, "venv"),
    jupyter: join(state, "jupyter"),
    site: join(state, "site"),
    lessons: join(root, "notebooks"),
  };
}

/** The project that this file belongs to. */
export const thisProject = projectAt(
  fileURLToPath(new URL("../../..", import.meta.url)).replace(/[\\/]$/, ""),
);
