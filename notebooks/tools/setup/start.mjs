import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { copyLines } from "./copy-report.mjs";
import { startJupyter } from "./jupyter.mjs";
import { parseStartOptions } from "./options.mjs";
import { choosePort, isFree } from "./port.mjs";
import { SetupProblem } from "./problem.mjs";
import { serveFolder } from "./serve.mjs";
import { onStopSignal } from "./stop-signal.mjs";
import { runTool } from "./tool.mjs";
import { refreshCopy, resetLesson } from "./working-copy.mjs";

/**
 * `npm start`: sets up, brings the working copy up to date and opens the course.
 *
 * @param {readonly string[]} args
 * @param {{ setUp: import("./set-up.mjs").SetUp }} context
 * @returns {Promise<number>} the exit code
 */
export async function start(args, { setUp }) {
  const options = parseStartOptions(args);
  // Before the long part of the set-up: a port that is taken is known now.
  if (options.port !== undefined) await choosePort(options.port);
  // Copy and port belong to what one at a time does: two that start at once would take the same.
  const ready = await setUp({ python: true }, async (ready) => {
    if (ready.withoutPython !== undefined) return { ...ready, ended: undefined };
    refresh(ready, options);
    return { ...ready, ended: await openLab(ready, options) };
  });
  // Awaited here, when the lock has been released.
  return ready.ended === undefined ? serveRendered(ready, options) : ready.ended.code;
}

/**
 * Brings the working copy up to date, and says what that did.
 *
 * @param {import("./set-up.mjs").Ready} ready
 * @param {import("./options.mjs").StartOptions} options
 */
function refresh({ project, progress }, { reset }) {
  const copy = copyOf(project);
  const fromHere = (/** @type {string} */ path) => relative(project.root, path);
  const report = refreshCopy(project.lessons, copy);
  const lines = copyLines({ ...report, backups: report.backups.map(fromHere) }, fromHere(copy));
  for (const line of lines) progress.note(line);
  if (reset === undefined) return;
  const backups = resetLesson(project.lessons, copy, reset);
  progress.note(`${reset} is back to the course's version.`);
  for (const backup of backups) progress.note(`  yours is kept in ${fromHere(backup)}`);
}

/** @param {import("./project.mjs").Project} project */
const copyOf = (project) => join(project.lessons, "my-copy");

/**
 * Starts JupyterLab and waits until it is up. Where another program takes the port at the last moment, the next one
 * is tried, unless this one was asked for.
 *
 * @param {import("./set-up.mjs").Ready} ready
 * @param {import("./options.mjs").StartOptions} options
 * @returns {Promise<{ code: Promise<number> }>} the exit code, when it has ended; in a box, since that is not awaited
 */
async function openLab({ project, progress }, { port: wanted, browser }) {
  /** @type {import("./jupyter.mjs").Jupyter | undefined} */
  let jupyter;
  let stopped = false;
  onStopSignal(() => {
    stopped = true;
    process.stdout.write("\nStopping …\n");
    void jupyter?.stop();
  });
  let port = await choosePort(wanted);
  while (!stopped) {
    jupyter = startJupyter(project, { folder: copyOf(project), port, browser });
    try {
      const url = await jupyter.up;
      progress.note(`JupyterLab is running; Ctrl-C ends it.\n  ${url}\n`);
      return { code: jupyter.ended };
    } catch (error) {
      if (stopped) break;
      if (wanted !== undefined || !(error instanceof SetupProblem) || (await isFree(port))) throw error;
      port = await choosePort(undefined, port + 1);
    }
  }
  return { code: Promise.resolve(130) };
}

/**
 * @param {import("./set-up.mjs").Ready} ready
 * @param {import("./options.mjs").StartOptions} options
 * @returns {Promise<number>} the exit code
 */
async function serveRendered({ project, progress, withoutPython }, { port }) {
  progress.note(
    `${withoutPython}.\nWithout Python there is no JupyterLab: the course opens as web pages instead.\n`,
  );
  const code = await runTool("notebooks/tools/render/main.ts", [], project);
  // A lesson that failed has its committed outputs on its page.
  if (code === 130 || !existsSync(join(project.site, "index.html"))) return code;
  const server = await serveFolder(project.site, await choosePort(port));
  progress.note(`The course is at ${server.url} ; Ctrl-C ends it.\n`);
  return new Promise((resolve) => onStopSignal(() => server.stop().then(() => resolve(0))));
}
