import { join } from "node:path";
import { copyLines } from "./copy-report.mjs";
import { startJupyter } from "./jupyter.mjs";
import { parseStartOptions, startHelp } from "./options.mjs";
import { choosePort } from "./port.mjs";
import { serveFolder } from "./serve.mjs";
import { runTool } from "./tool.mjs";
import { refreshCopy, resetLesson } from "./working-copy.mjs";

/**
 * `npm start`: sets up, brings the working copy up to date and opens the course.
 *
 * @param {readonly string[]} args
 * @param {{ project: import("./project.mjs").Project, setUp: (wanted: { python: boolean }) => Promise<import("./main.mjs").Ready> }} context
 * @returns {Promise<number>} the exit code
 */
export async function start(args, { project, setUp }) {
  const options = parseStartOptions(args);
  if (options.help) {
    console.log(startHelp);
    return 0;
  }
  // Before the long part of the set-up: a port that is taken is known now.
  const port = await choosePort(options.port);
  const { progress, withoutPython } = await setUp({ python: true });
  if (withoutPython) return serveRendered({ project, progress, port, reason: withoutPython });

  const copy = join(project.lessons, "my-copy");
  for (const line of copyLines(refreshCopy(project.lessons, copy), "notebooks/my-copy")) progress.note(line);
  if (options.reset !== undefined) {
    const backups = resetLesson(project.lessons, copy, options.reset);
    progress.note(`${options.reset} is back to the course's version.`);
    for (const backup of backups) progress.note(`  yours is kept in ${backup}`);
  }
  const jupyter = await startJupyter(project, { folder: copy, port, browser: options.browser });
  progress.note(`JupyterLab is running; Ctrl-C ends it.\n  ${jupyter.url}\n`);
  onStopSignal(jupyter.stop);
  return jupyter.ended;
}

/**
 * @param {{ project: import("./project.mjs").Project, progress: import("./progress.mjs").Progress, port: number, reason: string }} options
 * @returns {Promise<number>}
 */
async function serveRendered({ project, progress, port, reason }) {
  progress.note(
    `${reason}.\nWithout Python there is no JupyterLab: the course opens as web pages instead.\n`,
  );
  const code = await runTool("notebooks/tools/render/main.ts", [], project);
  if (code !== 0) return code;
  const server = await serveFolder(project.site, port);
  progress.note(`The course is at ${server.url} ; Ctrl-C ends it.\n`);
  return new Promise((resolve) => onStopSignal(() => server.stop().then(() => resolve(0))));
}

/**
 * Runs the given function on Ctrl-C, on a polite kill and when the terminal closes.
 *
 * @param {() => Promise<void>} stop
 */
function onStopSignal(stop) {
  let stopping = false;
  const once = () => {
    if (stopping) return;
    stopping = true;
    process.stdout.write("\nStopping …\n");
    void stop();
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, once);
}
