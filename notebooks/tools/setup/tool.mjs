import { existsSync } from "node:fs";
import { pythonEnvironment } from "./python-environment.mjs";
import { run } from "./run.mjs";

/** ts-node works on newer Node with two things that Node would rather see replaced; that is no news to a learner. */
const quiet = ["--disable-warning=DEP0180", "--disable-warning=DEP0205"];

/**
 * Runs one of the project's TypeScript programs without a build.
 *
 * @param {string} script
 * @param {readonly string[]} args
 * @param {import("./project.mjs").Project} project
 * @returns {Promise<number>} the exit code
 */
export function runTool(script, args, project) {
  return runNode([...quiet, "--import", "./notebooks/tools/register.mjs", script, ...args], project);
}

/**
 * Runs Node on the terminal, with the private Python environment in reach if there is one.
 *
 * @param {readonly string[]} args
 * @param {import("./project.mjs").Project} project
 * @returns {Promise<number>} the exit code
 */
export async function runNode(args, project) {
  const env = existsSync(project.venv) ? pythonEnvironment(project) : process.env;
  const { code } = await run([process.execPath, ...args], { cwd: project.root, env, inherit: true });
  return code;
}
