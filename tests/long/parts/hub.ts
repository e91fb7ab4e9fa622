import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { installDebianPackages } from "../debian-packages.js";
import type { Part } from "../part.js";

/** Debian's packages, and what learners' servers need. */
async function setUp(): Promise<void> {
  try {
    execFileSync("/usr/bin/python3", ["-I", "-c", "import jupyterhub"], { stdio: "ignore" });
  } catch {
    await installDebianPackages(["jupyterhub", "python3-venv", "adduser"]);
  }
  await promisify(execFile)("npm", ["run", "group"], { maxBuffer: 64 * 1024 * 1024 });
}

export const part: Part = {
  title:
    "JupyterHub with the project's configuration: ten learners run lesson 1.1 at once, then thirty; as root on Debian",
  async run({ tests }) {
    await setUp();
    const of = (learners: number, what: string, files: string) =>
      tests(what, [files], { env: { GRADBOOK_LEARNERS: String(learners) } });
    return [
      await of(10, "10 learners, who are kept apart; a trial", "tests/e2e/hub"),
      await of(30, "30 learners", "tests/e2e/hub/hub.test.ts"),
    ];
  },
};
