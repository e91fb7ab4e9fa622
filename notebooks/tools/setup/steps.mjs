import { existsSync } from "node:fs";
import { SetupProblem } from "./problem.mjs";
import { hashInputs, stampFor } from "./stamp.mjs";

/**
 * One part of the set-up.
 *
 * @typedef {object} Step
 * @property {string} name file name of its stamp
 * @property {string} title what the progress line says
 * @property {() => { values?: readonly string[], paths?: readonly string[] }} inputs what its result depends on
 * @property {() => readonly string[]} made the files and folders that stand for its result, listed when it has run:
 *   where one of them is gone later, whoever took it, the step is run again
 * @property {(resumed: boolean) => Promise<void>} run makes the result; `resumed` is true when an earlier run
 *   may have been cut off half way, or part of its result is gone
 * @property {() => Promise<boolean>} [works] of a step that makes its result beside the one of before and changes
 *   them over at the end: whether that of before still works, and can be used on where a new one cannot be made
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
    const whole = before?.made.every((path) => existsSync(path)) === true;
    if (whole && before?.inputs === inputs) continue;
    const line = progress.begin(`${index + 1}/${steps.length} ${step.title}`);
    try {
      if (step.works === undefined) stamp.clear();
      await step.run(!whole);
      stamp.write({ inputs, made: step.made() });
    } catch (error) {
      line.fail();
      if (!(error instanceof SetupProblem && whole && (await step.works?.()))) throw error;
      progress.note(
        `${error.message}\nGoing on with the ${step.title} of before; the next time this is tried again.`,
      );
      continue;
    }
    line.done();
  }
}
