import { performance } from "node:perf_hooks";

/**
 * @typedef {object} ProgressLine
 * @property {(text: string) => void} detail how far it is: shown on a terminal only
 * @property {() => void} done
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
      const passed = () => (performance.now() - started) / 1000;
      let how = "";
      const show = () => out.write(`\r\x1b[K  ${title} …${how} ${Math.round(passed())} s `);
      const timer = live ? setInterval(show, 1000) : undefined;
      if (live) show();
      else out.write(`  ${title} …\n`);
      const end = (/** @type {string} */ text) => {
        clearInterval(timer);
        out.write(live ? `\r\x1b[K  ${title} ${text}\n` : `  ${title} ${text}\n`);
      };
      return {
        detail(text) {
          how = ` ${text},`;
          if (live) show();
        },
        done: () => end(`done in ${passed().toFixed(1)} s`),
        fail: () => end("failed"),
      };
    },
    note: (text) => void out.write(`${text}\n`),
  };
}
