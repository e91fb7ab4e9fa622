import { execFileSync } from "node:child_process";
import type { Part } from "../part.js";

/** Debian's packages, and what learners' servers need. */
function setUp(): void {
  try {
    execFileSync("/usr/bin/python3", ["-I", "-c", "import jupyterhub"], { stdio: "ignore" });
  } catch {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync("apt-get", ["update", "-qq"], { stdio: "ignore", env });
    const packages = ["jupyterhub", "python3-venv", "adduser"];
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], {
      stdio: "ignore",
      env,
    });
  }
  execFileSync("npm", ["run", "group"], { stdio: "ignore" });
}

export const part: Part = {
  title:
    "JupyterHub with the project's configuration: ten learners run lesson 1.1 at once, then thirty; as root on Debian",
  async run({ tests }) {
    setUp();
    const of = (learners: number) =>
      tests(`${learners} learners`, ["tests/e2e/hub/hub.test.ts"], {
        env: { GRADBOOK_LEARNERS: String(learners) },
      });
    return [await of(10), await of(30)];
  },
};
