import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { thisProject } from "../../../notebooks/tools/setup/project.mjs";
import { venvProgram } from "../../../notebooks/tools/setup/python.mjs";
import { describeWith, needs } from "../../support/needs.js";

const cli = fileURLToPath(new URL("dist/cli.js", import.meta.resolve("gradbook-kernel/package.json")));
const script = fileURLToPath(new URL("checks.py", import.meta.url));

const checks = [
  "kernel_info",
  "stdout",
  "stderr",
  "completion",
  "is_complete",
  "payload",
  "error",
  "result",
  "display_data",
  "history",
  "inspect",
  "clear_output",
  "shutdown within two seconds",
];

describeWith(needs.python(), "the community's checks of a kernel, over jupyter_client", () => {
  const folder = mkdtempSync(join(tmpdir(), "jupyter-checks-"));
  let problems: Readonly<Record<string, string | null>> = {};

  beforeAll(() => {
    spawnSync(process.execPath, [cli, "install", "--prefix", folder, "--name", "checked"]);
    const python = venvProgram(thisProject, "python");
    const { stdout, stderr } = spawnSync(python, [script, "checked"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, JUPYTER_PATH: join(folder, "share", "jupyter") },
    });
    expect(stdout, stderr).not.toBe("");
    problems = JSON.parse(stdout) as typeof problems;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("all were made", () => expect(Object.keys(problems)).toEqual(checks));
  test.each(checks)("%s", (check) => expect(problems[check]).toBeNull());
});
