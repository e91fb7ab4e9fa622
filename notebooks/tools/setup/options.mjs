import { parseArgs } from "node:util";
import { SetupProblem } from "./problem.mjs";

/**
 * @typedef {object} StartOptions
 * @property {boolean} browser
 * @property {number | undefined} port
 * @property {string | undefined} reset
 * @property {boolean} help
 */

export const startHelp = `npm start -- [options]

  Sets up what is missing and opens the course in JupyterLab, on a working copy of the lessons.

  --no-browser     do not open a browser; the address is printed
  --port N         serve on this port (otherwise 8888, or the next that is free)
  --reset LESSON   put one lesson back, such as week-1/xor-by-hand; your own is kept beside it
  --help           print this`;

/**
 * @param {readonly string[]} args
 * @returns {StartOptions}
 * @throws {SetupProblem} on a flag or value that is not one of start's
 */
export function parseStartOptions(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        "no-browser": { type: "boolean" },
        port: { type: "string" },
        reset: { type: "string" },
        help: { type: "boolean" },
      },
    }));
  } catch (error) {
    const what = /'([^']+)'/.exec(/** @type {Error} */ (error).message)?.[1] ?? args.join(" ");
    throw new SetupProblem(
      `npm start: expected --no-browser, --port N, --reset LESSON or --help, got ${what}; ` +
        "try npm start -- --help",
    );
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65535)) {
    throw new SetupProblem(`--port: expected a number from 1 to 65535, got ${values.port}; try --port 8899`);
  }
  return {
    browser: values["no-browser"] !== true,
    port,
    reset: values.reset,
    help: values.help === true,
  };
}
