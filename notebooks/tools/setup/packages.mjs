import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { commandProblem, SetupProblem } from "./problem.mjs";
import { run } from "./run.mjs";

/**
 * The npm packages, exactly as package-lock.json has them.
 *
 * @param {import("./project.mjs").Project} project
 * @returns {import("./steps.mjs").Step}
 */
export function packagesStep(project) {
  const lock = join(project.root, "package-lock.json");
  return {
    name: "packages",
    title: "npm packages",
    inputs: () => ({ values: [process.platform, process.arch], paths: [lock] }),
    made: () =>
      lockedPackages(project.root)
        .map(([path]) => manifest(project.root, path))
        .filter(existsSync),
    async run() {
      // Someone who ran `npm install` by hand has done this step's work.
      if (isInstalled(project.root)) return;
      const log = join(project.logs, "npm.log");
      // A finished install, of an older lock file or with packages gone, is mended; anything less is made anew.
      const finished = existsSync(join(project.root, "node_modules", ".package-lock.json"));
      const command = finished ? ["install", "--no-save"] : ["ci"];
      const { code, output } = await runNpm([...command, ...npmOptions], { project, log });
      if (code !== 0) throw npmProblem(output, log);
      if (!isInstalled(project.root)) {
        throw new SetupProblem(
          `npm packages: expected every package of package-lock.json, got an incomplete node_modules; ` +
            `try deleting node_modules and running the same command again (log: ${log})`,
        );
      }
    },
  };
}

/**
 * What set-up needs of npm, said in its command, which goes before a person's settings: with NODE_ENV=production,
 * npm_config_omit or npm_config_global they ask for less, or for another place.
 */
const npmOptions = [
  "--prefer-offline",
  ...["dev", "optional", "peer"].map((kind) => `--include=${kind}`),
  "--no-global",
  "--no-dry-run",
  "--package-lock",
  "--no-package-lock-only",
  "--install-strategy=hoisted",
];

/**
 * The packages of package-lock.json that are installed on every machine: [path, entry].
 *
 * @param {string} root
 * @returns {[string, { link?: boolean, version?: string }][]}
 */
function lockedPackages(root) {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return Object.entries(packages).filter(
    ([path, entry]) => path.startsWith("node_modules/") && entry.optional !== true && entry.peer !== true,
  );
}

/**
 * @param {string} root
 * @param {string} path such as "node_modules/zeromq"
 */
const manifest = (root, path) => join(root, path, "package.json");

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes its own record of an install,
 * node_modules/.package-lock.json, last, so an install that was cut off has none.
 *
 * @param {string} root
 */
function isInstalled(root) {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  try {
    const found = JSON.parse(readFileSync(record, "utf8")).packages;
    return lockedPackages(root).every(
      ([path, { link, version }]) =>
        (link === true ? found[path]?.link === true : found[path]?.version === version) &&
        existsSync(manifest(root, path)),
    );
  } catch {
    return false;
  }
}

/**
 * @param {readonly string[]} args
 * @param {{ project: import("./project.mjs").Project, log: string }} options
 */
function runNpm(args, { project, log }) {
  const env = npmEnvironment(process.env);
  const cli = process.env.npm_execpath;
  if (cli !== undefined && /^npm-cli\.c?js$/.test(basename(cli))) {
    return run([process.execPath, cli, ...args], { cwd: project.root, env, log });
  }
  return run(["npm", ...args], { cwd: project.root, env, log, shell: process.platform === "win32" }).catch(
    (error) => {
      if (error.code !== "ENOENT" || error.syscall === "open") throw error;
      throw new SetupProblem(
        "npm packages: expected the program npm on the path, found none; try installing Node.js from https://nodejs.org",
      );
    },
  );
}

/**
 * The environment for an npm inside an npm command: what the outer npm says about its own run is left out,
 * and a registry out of reach is given up on after seconds, not minutes, unless the person set it otherwise.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function npmEnvironment(env) {
  const own = Object.entries(env).filter(
    ([name]) => !/^npm_(lifecycle|package|command|config_local_prefix|config_noproxy)/i.test(name),
  );
  return {
    npm_config_fetch_retries: "1",
    npm_config_fetch_retry_mintimeout: "1000",
    npm_config_audit: "false",
    npm_config_fund: "false",
    ...Object.fromEntries(own),
  };
}

/**
 * @param {string} output
 * @param {string} log
 */
function npmProblem(output, log) {
  const unreachable =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b/.exec(output);
  const timeout = /ERR_SOCKET_TIMEOUT|network request|fetch failed/i.exec(output);
  if (unreachable || timeout) {
    return new SetupProblem(
      `npm packages: expected to reach the npm registry, got ${(unreachable ?? timeout)?.[0]}; ` +
        `try again with a network connection, or set npm's proxy or registry option (log: ${log})`,
    );
  }
  return commandProblem("npm packages", { expected: "the install to succeed", output, log });
}
