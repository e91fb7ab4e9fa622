import { createServer } from "node:net";
import { SetupProblem } from "./problem.mjs";

/** Where servers listen: this computer only. */
export const host = "127.0.0.1";

const firstPort = 8888;

/**
 * A port to serve on: the one asked for, or the first free one from 8888 on.
 *
 * @param {number | undefined} wanted
 * @param {number} [from] where the search begins when none is asked for
 * @returns {Promise<number>}
 * @throws {SetupProblem} when the one asked for is taken
 */
export async function choosePort(wanted, from = firstPort) {
  if (wanted !== undefined) {
    if (await isFree(wanted)) return wanted;
    throw new SetupProblem(
      `--port: expected a free port, got ${wanted}, which another program uses or the system keeps for itself; ` +
        `try --port ${(await nextFree(wanted + 1)) ?? firstPort}`,
    );
  }
  const port = await nextFree(from);
  if (port !== undefined) return port;
  throw new SetupProblem(
    `port: expected a free one from ${from} on, got none; try --port N with one you know`,
  );
}

/** @param {number} from */
async function nextFree(from) {
  for (let port = from; port < from + 100 && port <= 65535; port++) if (await isFree(port)) return port;
  return undefined;
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
