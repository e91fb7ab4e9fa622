import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { thisProject } from "../../../notebooks/tools/setup/project.mjs";
import { venvProgram } from "../../../notebooks/tools/setup/python-environment.mjs";
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
  "shutdown",
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

describeWith(needs.python(), "Jupyter's own programs", () => {
  const folder = mkdtempSync(join(tmpdir(), "jupyter-programs-"));
  const run = (program: string, args: readonly string[]) =>
    spawnSync(venvProgram(thisProject, program), args, {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, JUPYTER_PATH: join(folder, "share", "jupyter"), JUPYTER_PLATFORM_DIRS: "1" },
    });

  beforeAll(() => {
    spawnSync(process.execPath, [cli, "install", "--prefix", folder, "--name", "programs"]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("jupyter run runs a TypeScript file as one cell", () => {
    writeFileSync(
      join(folder, "script.ts"),
      "const six: number = 6;\nconsole.log('seven times six', 7 * six);",
    );
    const { stdout, stderr } = run("jupyter-run", ["--kernel=programs", "script.ts"]);
    expect(stdout, stderr).toContain("seven times six 42");
  });

  test("jupyter execute, which is nbclient, runs a notebook and keeps its outputs", () => {
    const cell = (source: string) => ({
      cell_type: "code",
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    });
    const notebook = {
      cells: [cell("interface Point { x: number }\nconst p: Point = { x: 1 };"), cell("p")],
      metadata: { kernelspec: { name: "programs", display_name: "programs" } },
      nbformat: 4,
      nbformat_minor: 4,
    };
    const file = join(folder, "points.ipynb");
    writeFileSync(file, JSON.stringify(notebook));
    const { status, stderr } = run("jupyter-execute", ["--inplace", "points.ipynb"]);
    expect(status, stderr).toBe(0);
    const executed = JSON.parse(readFileSync(file, "utf8")) as typeof notebook;
    expect(executed.cells[1]?.outputs).toMatchObject([{ data: { "text/plain": ["{ x: 1 }"] } }]);
  });
});
