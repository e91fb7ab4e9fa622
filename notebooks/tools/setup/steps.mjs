import { performance } from "node:perf_hooks";
import { hashInputs, stampFor } from "./stamp.mjs";

/**
 * One part of the set-up.
 *
 * @typedef {object} Step
 * @property {string} name file name of its stamp
 * @property {string} title what the progress line says
 * @property {() => { values?: readonly string[], paths?: readonly string[] }} inputs what its result depends on
 * @property {() => boolean} present whether its result is there, by a look that costs next to nothing
 * @property {(resumed: boolean) => Promise<void>} run makes the result; `resumed` is true when an earlier run
 *   may have been cut off half way
 */

/**
 * Runs the steps that are not up to date, in order.
 *
 * @param {readonly Step[]} steps
 * @param {{ stamps: string, progress: import("./progress.mjs").Progress }} options
 * @returns {Promise<void>}
 */
export async function runSteps(steps, { stamps, progress }) {
  for (const [index, step] of steps.entries()) {
    const stamp = stampFor(stamps, step.name);
    const before = stamp.read();
    const inputs = hashInputs(step.inputs());
    if (before === inputs && step.present()) continue;
    const line = progress.begin(`${index + 1}/${steps.length} ${step.title}`);
    const started = performance.now();
    try {
      stamp.clear();
      await step.run(before === undefined || !step.present());
      stamp.write(inputs);
    } catch (error) {
      line.fail();
      throw error;
    }
    line.done((performance.now() - started) / 1000);
  }
}
