import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { projectRoot } from "./project.js";

/**
 * A folder with the packages of a fixture (a folder with package.json and package-lock.json) in its node_modules, or
 * undefined where npm cannot install them. They are installed once for each state of the lockfile, without their install
 * scripts; after that no network is needed.
 */
export function installPackages(fixture: string): string | undefined {
  const lock = readFileSync(join(fixture, "package-lock.json"));
  const state = createHash("sha256").update(lock).digest("hex").slice(0, 12);
  const folder = join(projectRoot, ".gradbook", `${basename(fixture)}-${state}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) {
    copyFileSync(join(fixture, file), join(unfinished, file));
  }
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const options = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
  const { status } = spawnSync(npm, ["ci", ...options], { cwd: unfinished, stdio: "ignore" });
  if (status === 0) renameSync(unfinished, folder);
  rmSync(unfinished, { recursive: true, force: true });
  return status === 0 ? folder : undefined;
}
