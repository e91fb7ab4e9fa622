import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../../support/project.js";

/** What a leader of a study group takes, configuration and programs. */
export const deploy = join(projectRoot, "kernel", "deploy");

/** Runs Python beside the configuration, and gives what it printed. */
export function python(code: string, ...args: readonly string[]): string {
  return execFileSync("python3", ["-c", code, ...args], {
    cwd: deploy,
    encoding: "utf8",
    stdio: "pipe",
  }).trim();
}
