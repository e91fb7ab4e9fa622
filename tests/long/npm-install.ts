import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../support/project.js";

/**
 * Installs packages into a folder of their own in .gradbook/, and gives the path of its node_modules. What is there
 * already is not fetched again.
 */
export async function npmInstall(folder: string, packages: readonly string[]): Promise<string> {
  const prefix = join(projectRoot, ".gradbook", folder);
  mkdirSync(prefix, { recursive: true });
  const args = ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", prefix, ...packages];
  await promisify(execFile)("npm", args, { cwd: prefix });
  return join(prefix, "node_modules");
}
