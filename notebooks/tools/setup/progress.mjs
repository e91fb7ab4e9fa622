import { performance } from "node:perf_hooks";

/**
 * @typedef {object} ProgressLine
 * @property {(seconds: number) => void} done
 * @property {() => void} fail
 */

/**
 * @typedef {object} Progress
 * @property {(title: string) => ProgressLine} begin
 * @property {(text: string) => void} note
 */

/**
 * Progress on a terminal is one line that counts its seconds; in a log it is one line per finished step,
 * announced when it begins so that a long one is not taken for a stuck one.
 *
 * @param {{ isTTY?: boolean, write(text: string): unknown }} out
 * @returns {Progress}
 */
export function progressTo(out) {
  const live = out.isTTY === true;
  return {
    begin(title) {
      const started = performance.now();
      const show = () => out.write(`\r  ${title} … ${Math.round((performance.now() - started) / 1000)} s `);
      const timer = live ? setInterval(show, 1000) : undefined;
      if (live) show();
      else out.write(`  ${title} …\n`);
      const end = (/** @type {string} */ text) => {
        clearInterval(timer);
        out.write(live ? `\r\x1b[K  ${title} ${text}\n` : `  ${title} ${text}\n`);
      };
      return { done: (seconds) => end(`done in ${seconds.toFixed(1)} s`), fail: () => end("failed") };
    },
    note: (text) => void out.write(`${text}\n`),
  };
}
