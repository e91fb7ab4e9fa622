import { parseArgs } from "node:util";
import { SetupProblem } from "./problem.mjs";

/**
 * @typedef {object} StartOptions
 * @property {boolean} browser
 * @property {number | undefined} port
 * @property {string | undefined} reset
 */

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
  };
}
