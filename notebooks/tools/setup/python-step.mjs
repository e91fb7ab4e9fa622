import { randomBytes } from "node:crypto";
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { move, writeAtomically } from "./files.mjs";
import { commandProblem, SetupProblem } from "./problem.mjs";
import { pythonEnvironment, venvProgram } from "./python-environment.mjs";
import { run } from "./run.mjs";

/**
 * The private Python environment with JupyterLab, nbconvert and the renderer of charts.
 *
 * An environment cannot be moved, so `.gradbook/venv` is a link to the one that is used. A new one is made in a
 * folder of its own beside it and the link set to it when all of it is there: until then, and where it cannot be
 * made (no network, a full disk, a kill), the one of before is as it was.
 *
 * @param {import("./project.mjs").Project} project
 * @param {import("./python.mjs").Python} python
 * @param {{ systemPackages?: boolean, also?: readonly string[] }} [wanted] whether what the system's Python has is seen
 *   there, too, and what is installed beside the requirements
 * @returns {import("./steps.mjs").Step}
 */
export function pythonStep(project, python, { systemPackages = false, also = [] } = {}) {
  const requirements = join(project.lessons, "requirements.txt");
  const pins = join(project.lessons, "constraints.txt");
  const log = join(project.logs, "python.log");
  /** The pins of packages that others bring in were made with Python 3.11 and may not exist for an older one. */
  const constraints = python.version[0] > 3 || python.version[1] >= 11 ? ["-c", pins] : [];
  const venvOptions = systemPackages ? ["--system-site-packages"] : [];
  return {
    name: "python",
    title: "private Python environment with JupyterLab",
    inputs: () => ({
      values: [...python.command, python.version.join("."), project.venv, ...venvOptions, ...also],
      paths: [requirements, pins],
    }),
    made: () => [venvProgram(project, "python"), overridesOf(project), ...modulesOf(project)],
    async works() {
      const python = venvProgram(project, "python");
      const env = pythonEnvironment(project);
      const asked = await run([python, "-c", "import pip"], { cwd: project.root, env }).catch(
        () => undefined,
      );
      return asked?.code === 0;
    },
    async run() {
      const fresh = { ...project, venv: `${project.venv}-${randomBytes(4).toString("hex")}` };
      mkdirSync(project.state, { recursive: true });
      const options = { cwd: project.root, env: pythonEnvironment(fresh), log };
      try {
        const made = await run([...python.command, "-m", "venv", ...venvOptions, fresh.venv], options);
        if (made.code !== 0) throw pipProblem(made.output, log);
        const install = ["-m", "pip", "install", ...pipOptions, "-r", requirements, ...constraints, ...also];
        const installed = await run([venvProgram(fresh, "python"), ...install], options);
        if (installed.code !== 0) throw pipProblem(installed.output, log);
        writeAtomically(overridesOf(fresh), `${JSON.stringify(jupyterLabDefaults, undefined, 2)}\n`);
        keepHistory(project.venv, fresh.venv);
        await changeOver(project.venv, fresh.venv);
        // Where pip failed its cache stays: the next time it goes on from there.
        await rm(join(project.state, "pip-cache"), { recursive: true, force: true });
      } finally {
        await removeOthers(project.venv);
      }
    },
  };
}

/** What set-up needs of pip, said in its command, which goes before pip's own settings files. */
const pipOptions = ["--no-input", "--no-user", "--target="];

/** @param {import("./project.mjs").Project} project */
const overridesOf = ({ venv }) => join(venv, "share", "jupyter", "lab", "settings", "overrides.json");

/**
 * The modules of an environment. What a learner adds or updates there later is no reason to make it anew.
 *
 * @param {import("./project.mjs").Project} project
 */
function modulesOf({ venv }) {
  const lib = join(venv, process.platform === "win32" ? "Lib" : "lib");
  const versions = process.platform === "win32" ? [lib] : readdirSync(lib).map((name) => join(lib, name));
  return versions
    .map((folder) => join(folder, "site-packages"))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => !/(\.dist-info|__pycache__)$/.test(path));
}

/**
 * What the learner typed, which the kernel keeps in the environment that it is installed in, goes on.
 *
 * @param {string} before
 * @param {string} fresh
 */
function keepHistory(before, fresh) {
  const history = join("share", "gradbook-kernel");
  if (existsSync(join(before, history)))
    cpSync(join(before, history), join(fresh, history), { recursive: true });
}

/**
 * Sets the link to an environment.
 *
 * @param {string} link
 * @param {string} folder
 */
async function changeOver(link, folder) {
  const temporary = `${link}-link`;
  await rm(temporary, { force: true });
  symlinkSync(folder, temporary, "junction");
  const before = lstatSync(link, { throwIfNoEntry: false });
  // Earlier versions made a folder there. Windows does not let one junction take another's place.
  if (before?.isDirectory()) move(link, `${link}-before`);
  else if (process.platform === "win32") await rm(link, { force: true });
  move(temporary, link);
}

/**
 * Removes every environment but the one that the link leads to: that of before, or one that was begun in vain.
 *
 * @param {string} link
 */
async function removeOthers(link) {
  const state = join(link, "..");
  const used = lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()
    ? basename(readlinkSync(link))
    : "";
  const others = readdirSync(state).filter((name) => name.startsWith(`${basename(link)}-`) && name !== used);
  for (const name of others) await rm(join(state, name), { recursive: true, force: true, maxRetries: 3 });
}

/** JupyterLab's settings for the course; the learner's own, set in JupyterLab, go before them. */
const jupyterLabDefaults = {
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
  "@jupyterlab/apputils-extension:themes": { "adaptive-theme": true },
  "@jupyterlab/docmanager-extension:plugin": { defaultViewers: { markdown: "Markdown Preview" } },
};

/**
 * @param {string} output
 * @param {string} log
 */
function pipProblem(output, log) {
  if (
    /NewConnectionError|ConnectTimeoutError|Failed to establish|ProxyError|Read timed out|Max retries|from versions: none/.test(
      output,
    )
  ) {
    return new SetupProblem(
      "Python packages: expected to find every package at the Python package index, got no answer from it; " +
        "try again with a network connection or set pip's proxy or index option " +
        `(\`npm run render\` writes the course as web pages without Python; log: ${log})`,
    );
  }
  return commandProblem("Python packages", { expected: "pip to succeed", output, log });
}
