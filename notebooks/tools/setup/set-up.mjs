import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { buildStep } from "./build.mjs";
import { kernelStep } from "./kernel.mjs";
import { labExtensionStep } from "./labextension.mjs";
import { withLock } from "./lock.mjs";
import { nativeStep } from "./native.mjs";
import { packagesStep } from "./packages.mjs";
import { progressTo } from "./progress.mjs";
import { thisProject } from "./project.mjs";
import { findPython } from "./python.mjs";
import { pythonStep } from "./python-step.mjs";
import { endRunning } from "./run.mjs";
import { snapshotStep } from "./snapshot.mjs";
import { runSteps } from "./steps.mjs";
import { onStopSignal } from "./stop-signal.mjs";
import { templateStep } from "./template.mjs";

/**
 * Everything a command needs to know about the set-up that ran before it.
 *
 * @typedef {object} Ready
 * @property {import("./project.mjs").Project} project
 * @property {import("./progress.mjs").Progress} progress
 * @property {string | undefined} withoutPython why there is no Python environment, if there is none
 */

/** @typedef {typeof setUp} SetUp */

/**
 * Does what is missing of the set-up: packages, build and, where wanted and possible, the Python side.
 *
 * @template T
 * @param {{ python: boolean }} wanted
 * @param {(ready: Ready) => Promise<T>} next what is done with it, as long as no other set-up of this folder may run
 * @returns {Promise<T>}
 */
export async function setUp({ python }, next) {
  const project = thisProject;
  const progress = progressTo(process.stdout);
  const started = performance.now();
  const forgetSignals = onStopSignal(() => {
    // Each step repairs itself on the next run.
    endRunning();
    console.error("\nSet-up stopped. The same command goes on from here.");
    process.exit(130);
  });
  return withLock(join(project.state, "setup.lock"), {
    note: progress.note,
    async work() {
      progress.note("Set-up");
      const steps = [
        packagesStep(project),
        buildStep(project),
        nativeStep(project, progress),
        snapshotStep(project),
      ];
      /** @type {string | undefined} */
      let withoutPython;
      if (python) {
        const found = await findPython();
        if ("problem" in found) withoutPython = found.problem;
        else {
          steps.push(pythonStep(project, found), kernelStep(project), templateStep(project));
          steps.push(labExtensionStep(project));
        }
      }
      await runSteps(steps, { stamps: project.stamps, progress });
      forgetSignals();
      progress.note(`  ready in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
      return next({ project, progress, withoutPython });
    },
  });
}
