import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../support/project.js";

const FIXTURE = join(projectRoot, "tests", "kernel", "real-packages");

/**
 * A folder with the packages of `tests/kernel/real-packages` in its node_modules, or undefined where npm cannot
 * install them. They are installed once for each state of the lockfile; after that no network is needed.
 */
export function installRealPackages(): string | undefined {
  const lock = readFileSync(join(FIXTURE, "package-lock.json"));
  const state = createHash("sha256").update(lock).digest("hex").slice(0, 12);
  const folder = join(projectRoot, ".gradbook", `real-packages-${state}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) {
    copyFileSync(join(FIXTURE, file), join(unfinished, file));
  }
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const options = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
  const { status } = spawnSync(npm, ["ci", ...options], { cwd: unfinished, stdio: "ignore" });
  if (status === 0) renameSync(unfinished, folder);
  rmSync(unfinished, { recursive: true, force: true });
  return status === 0 ? folder : undefined;
}
