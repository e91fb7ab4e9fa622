import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { lastLines, SetupProblem } from "./problem.mjs";
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
    present: () => isInstalled(project.root),
    async run() {
      // Someone who ran `npm install` by hand has done this step's work.
      if (isInstalled(project.root)) return;
      const log = join(project.logs, "npm.log");
      // A whole install of an older lock file is brought up to date; anything less is made anew.
      const whole = existsSync(join(project.root, "node_modules", ".package-lock.json"));
      const command = whole ? ["install", "--no-save"] : ["ci"];
      const { code, output } = await runNpm([...command, "--prefer-offline"], { project, log });
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
 * Whether node_modules holds what package-lock.json asks for. npm writes its own record of an install,
 * node_modules/.package-lock.json, last, so an install that was cut off has none.
 *
 * @param {string} root
 */
function isInstalled(root) {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  try {
    const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
    const found = JSON.parse(readFileSync(record, "utf8")).packages;
    return Object.entries(wanted).every(
      ([path, entry]) =>
        path === "" ||
        !path.startsWith("node_modules/") ||
        entry.optional === true ||
        entry.peer === true ||
        (entry.link === true ? found[path]?.link === true : found[path]?.version === entry.version),
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
  return run(["npm", ...args], { cwd: project.root, env, log, shell: process.platform === "win32" });
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
  const denied = /\b(EACCES|EROFS|EPERM|ENOSPC)\b/.exec(output);
  if (denied) {
    return new SetupProblem(
      `npm packages: expected a project folder that can be written to, got ${denied[0]}; ` +
        `try a copy of the project in a folder of your own (log: ${log})`,
    );
  }
  return new SetupProblem(
    `npm packages: expected the install to succeed, got:\n${lastLines(output)}\ntry the full log: ${log}`,
  );
}
