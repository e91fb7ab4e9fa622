import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { buildStep } from "./build.mjs";
import { kernelStep } from "./kernel.mjs";
import { withLock } from "./lock.mjs";
import { packagesStep } from "./packages.mjs";
import { explainWriteError, SetupProblem } from "./problem.mjs";
import { progressTo } from "./progress.mjs";
import { thisProject } from "./project.mjs";
import { findPython, pythonStep } from "./python.mjs";
import { endRunning } from "./run.mjs";
import { snapshotStep } from "./snapshot.mjs";
import { start } from "./start.mjs";
import { runSteps } from "./steps.mjs";
import { templateStep } from "./template.mjs";
import { runNode, runTool } from "./tool.mjs";

/**
 * Everything a command needs to know about the set-up that ran before it.
 *
 * @typedef {object} Ready
 * @property {import("./project.mjs").Project} project
 * @property {import("./progress.mjs").Progress} progress
 * @property {string | undefined} withoutPython why there is no Python environment, if there is none
 */

/** @type {Record<string, (args: readonly string[]) => Promise<number>>} */
const commands = {
  start: (args) => start(args, { project: thisProject, setUp }),
  async test(args) {
    const { project, progress, withoutPython } = await setUp({ python: true });
    if (withoutPython) progress.note(`${withoutPython}\nTests that need Python will be skipped.`);
    return runNode(["node_modules/vitest/vitest.mjs", "run", ...args], project);
  },
  async render(args) {
    const { project } = await setUp({ python: false });
    return runTool("notebooks/tools/render/main.ts", args, project);
  },
  async "lessons:execute"(args) {
    const { project } = await setUp({ python: false });
    return runTool("notebooks/tools/execute/main.ts", args, project);
  },
  async "lessons:lint"(args) {
    const { project } = await setUp({ python: false });
    return runTool("notebooks/tools/lint/main.ts", args, project);
  },
  async "lessons:new"(args) {
    const { project } = await setUp({ python: false });
    return runTool("notebooks/tools/new/main.ts", args, project);
  },
  async bench(args) {
    const { project } = await setUp({ python: false });
    return runTool("tests/bench/main.ts", args, project);
  },
  async check() {
    const { project } = await setUp({ python: false });
    const lint = await runNode(["node_modules/@biomejs/biome/bin/biome", "check", "."], project);
    const types = await runNode(["node_modules/typescript/bin/tsc", "-b"], project);
    const cruiser = "node_modules/dependency-cruiser/bin/dependency-cruise.mjs";
    const floors = await runNode([cruiser, "lib/src", "kernel/src", "notebooks/tools"], project);
    return lint || types || floors;
  },
  async build() {
    await setUp({ python: false });
    return 0;
  },
};

/**
 * Runs one of the project's commands and sets the exit code.
 *
 * @param {readonly string[]} args the command's name and its arguments
 */
export async function main([name, ...args]) {
  try {
    const command = commands[name ?? ""];
    if (command === undefined) {
      throw new SetupProblem(
        `gradbook: expected one of ${Object.keys(commands).join(", ")}, got ${name ?? "nothing"}; try npm start`,
      );
    }
    const code = await command(args);
    if (code !== 0) process.exitCode = code;
  } catch (error) {
    const explained = explainWriteError(error);
    console.error(explained instanceof SetupProblem ? `\n${explained.message}` : explained);
    process.exitCode = 1;
  }
}

/**
 * Does what is missing of the set-up: packages, build and, where wanted and possible, the Python side.
 *
 * @param {{ python: boolean }} wanted
 * @returns {Promise<Ready>}
 */
async function setUp({ python }) {
  const project = thisProject;
  const progress = progressTo(process.stdout);
  const started = performance.now();
  /** @type {string | undefined} */
  let withoutPython;
  const forgetSignals = stopOnSignal();
  await withLock(join(project.state, "setup.lock"), {
    note: progress.note,
    async work() {
      progress.note("Set-up");
      const steps = [packagesStep(project), buildStep(project), snapshotStep(project)];
      if (python) {
        const found = await findPython();
        if ("problem" in found) withoutPython = found.problem;
        else steps.push(pythonStep(project, found), kernelStep(project), templateStep(project));
      }
      await runSteps(steps, { stamps: project.stamps, progress });
    },
  });
  forgetSignals();
  progress.note(`  ready in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  return { project, progress, withoutPython };
}

/**
 * Ctrl-C during set-up ends the commands it runs. Each step repairs itself on the next run.
 *
 * @returns {() => void} takes the handlers off again
 */
function stopOnSignal() {
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  const stop = () => {
    endRunning();
    console.error("\nSet-up stopped. The same command goes on from here.");
    process.exit(130);
  };
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}
