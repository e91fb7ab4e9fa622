import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { findPython } from "../../notebooks/tools/setup/python.mjs";
import { describeWith } from "../support/needs.js";
import { anyPython } from "./any-python.js";
import { Miniature, pathWithOnly } from "./miniature.js";

const temporary = (): string => mkdtempSync(join(tmpdir(), "gradbook-path-"));

/** A Python that answers the look-up as one of this version would. */
const python = (version: string, venv: "venv" | "no venv"): string => `echo "${version}"; echo "${venv}"`;

async function problemWith(programs: Readonly<Record<string, string>>): Promise<string> {
  const found = await findPython({ PATH: pathWithOnly(temporary(), programs) });
  return "problem" in found ? found.problem : `none: ${found.command}`;
}

describe("looking for Python", () => {
  it("takes python3 before python, and python where python3 is missing or too old", async () => {
    const both = { python3: python("3 12", "venv"), python: python("3 9", "venv") };
    expect(await findPython({ PATH: pathWithOnly(temporary(), both) })).toEqual({
      command: ["python3"],
      version: [3, 12],
    });
    const old = { python3: python("3 8", "venv"), python: python("3 9", "venv") };
    expect(await findPython({ PATH: pathWithOnly(temporary(), old) })).toEqual({
      command: ["python"],
      version: [3, 9],
    });
  });

  it("takes the one named by GRADBOOK_PYTHON", async () => {
    const folder = temporary();
    const PATH = pathWithOnly(folder, { python3: python("3 12", "venv"), mine: python("3 11", "venv") });
    const mine = join(folder, "mine");
    expect(await findPython({ PATH, GRADBOOK_PYTHON: mine })).toEqual({ command: [mine], version: [3, 11] });
  });

  it("says when there is none", async () => {
    expect(await problemWith({})).toBe(
      "Python: expected version 3.9 or newer, found none (looked for python3, python); " +
        "try installing it from https://www.python.org or your system's package manager",
    );
  });

  it("says when it is too old", async () => {
    expect(await problemWith({ python3: python("3 8", "venv") })).toBe(
      "Python: expected version 3.9 or newer, got 3.8 (python3); " +
        "try a newer one, and name it with GRADBOOK_PYTHON=/path/to/python if it is not found by itself",
    );
  });

  it("says when the modules venv and ensurepip are missing", async () => {
    expect(await problemWith({ python3: python("3 11", "no venv") })).toBe(
      "Python: expected the modules venv and ensurepip, got a Python 3.11 without them (python3); " +
        "try installing python3-venv (Debian, Ubuntu: sudo apt install python3.11-venv)",
    );
  });

  it("passes over a stand-in that only points at a store", async () => {
    expect(await problemWith({ python3: "echo Python was not found; exit 49" })).toMatch(/found none/);
  });
});

describe("npm start without Python", () => {
  it.each([
    ["the rendered course", ""],
    ["also where a lesson of it failed", "process.exitCode = 1;"],
  ])("says so and serves %s", async (_, failure) => {
    const project = new Miniature();
    const render = "notebooks/tools/render/main.ts";
    project.write(render, `${readFileSync(project.path(render), "utf8")}\n${failure}`);
    const PATH = pathWithOnly(project.path("..", "bin"), {});
    const started = project.start(["start", "--no-browser"], { env: { PATH } });
    await started.printed(/Python: expected version 3\.9 or newer, found none/);
    const [, url] = await started.printed(/The course is at (http:\/\/127\.0\.0\.1:\d+\/)/);
    expect(await (await fetch(url ?? "")).text()).toBe("<h1>the rendered course</h1>");
    started.process.kill("SIGINT");
    expect((await started.outcome).code).toBe(0);
  });
});

/** A package of one module, made without a network. */
const makeWheel = `
import sys, zipfile
info = "small-1.0.dist-info/"
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("small.py", "")
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: small\\nVersion: 1.0\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "")
`;

/** Several environments are made, each in some seconds of a machine at rest. */
const longStory = 900_000;

describeWith(anyPython, "the private Python environment", () => {
  /** What makes pip fail at once, as with the network off. */
  const offline = {
    PIP_CONFIG_FILE: "/dev/null",
    PIP_INDEX_URL: "http://127.0.0.1:9/simple",
    PIP_FIND_LINKS: undefined,
    PIP_EXTRA_INDEX_URL: undefined,
    PIP_RETRIES: "0",
  };

  it("says when the package index is out of reach", async () => {
    const project = new Miniature();
    project.write("notebooks/requirements.txt", "jupyterlab\n");
    const { code, text } = await project.run(["start"], {
      env: offline,
    });
    expect(text).toMatch(
      /Python packages: expected to find every package at the Python package index, got no answer from it; try again with a network connection .*`npm run render`/,
    );
    expect(code).toBe(1);
    expect(existsSync(project.path(".gradbook/stamps/python"))).toBe(false);
  });

  it(
    "is made again when an earlier set-up was killed while making it",
    async () => {
      const project = new Miniature();
      const first = project.start(["test", "--passWithNoTests"]);
      await first.printed(/private Python environment/);
      first.process.kill("SIGKILL");
      await first.outcome;
      expect(existsSync(project.path(".gradbook/stamps/python"))).toBe(false);
      expect(existsSync(project.path(".gradbook/setup.lock"))).toBe(true);

      const second = await project.run(["test", "--passWithNoTests"]);
      expect(second.text).toMatch(/private Python environment with JupyterLab done/);
      expect(second.text).not.toMatch(/library and kernel …/);
      expect(second.code).toBe(0);
      expect(existsSync(project.path(".gradbook/setup.lock"))).toBe(false);

      const third = await project.run(["test", "--passWithNoTests"]);
      expect(third.text).toMatch(/^Set-up\n {2}ready in 0\.\d s\n/);

      // So it is when a part of it is gone, and not when the learner added one.
      const lib = project.path(".gradbook/venv/lib");
      const modules = join(lib, readdirSync(lib)[0] ?? "", "site-packages");
      mkdirSync(join(modules, "mine"));
      const fourth = await project.run(["test", "--passWithNoTests"]);
      expect(fourth.text).toMatch(/^Set-up\n {2}ready in 0\.\d s\n/);
      rmSync(join(modules, "pip"), { recursive: true });
      const fifth = await project.run(["test", "--passWithNoTests"]);
      expect(fifth.text).toMatch(/private Python environment with JupyterLab done/);
    },
    longStory,
  );

  it(
    "stays in use where a new one cannot be made, and is changed over when it can",
    async () => {
      const project = new Miniature();
      const command = ["test", "--passWithNoTests"];
      await project.run(command);
      const venv = project.path(".gradbook/venv");
      const before = realpathSync(venv);
      project.write("notebooks/requirements.txt", "jupyterlab\n");
      const second = await project.run(command, { env: offline });
      expect(second.text).toMatch(/private Python environment with JupyterLab failed/);
      expect(second.text).toMatch(/expected to find every package at the Python package index/);
      expect(second.text).toMatch(/Going on with the private Python environment with JupyterLab of before/);
      expect(second.code).toBe(0);
      expect(realpathSync(venv)).toBe(before);
      expect(readdirSync(project.path(".gradbook")).filter((name) => name.startsWith("venv-"))).toEqual([
        basename(before),
      ]);

      // The next time it is tried again. What the learner typed in cells goes along.
      project.write(".gradbook/venv/share/gradbook-kernel/history.jsonl", '[1,1,"6 * 7"]\n');
      project.write("notebooks/requirements.txt", "# something else\n");
      const third = await project.run(command);
      expect(third.text).toMatch(/private Python environment with JupyterLab done/);
      expect(third.text).toMatch(/TypeScript kernel for JupyterLab done/);
      expect(realpathSync(venv)).not.toBe(before);
      expect(existsSync(before)).toBe(false);
      expect(readFileSync(join(venv, "share/gradbook-kernel/history.jsonl"), "utf8")).toBe('[1,1,"6 * 7"]\n');

      // One that does not work any more is not used on.
      const python = project.path(".gradbook/venv/bin/python");
      rmSync(python);
      writeFileSync(python, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
      project.write("notebooks/requirements.txt", "jupyterlab\n");
      expect((await project.run(command, { env: offline })).code).toBe(1);
    },
    longStory,
  );

  it("is made whatever a person's pip and Python settings say, in place of the folder of earlier versions", async () => {
    const project = new Miniature();
    project.write(".gradbook/venv/bin/old", "");
    const elsewhere = project.path("..", "elsewhere");
    const wheel = project.path("small-1.0-py3-none-any.whl");
    execFileSync("python3", ["-c", makeWheel, wheel]);
    project.write("notebooks/requirements.txt", `${wheel.replaceAll(" ", "%20")}\n`);
    project.write("pip.conf", `[install]\nuser = true\ntarget = ${elsewhere}\n`);
    const { code, text } = await project.run(["test", "--passWithNoTests"], {
      env: {
        ...{
          PIP_TARGET: elsewhere,
          PIP_PREFIX: elsewhere,
          PIP_USER: "1",
          PIP_ROOT: elsewhere,
          PIP_NO_DEPS: "1",
        },
        ...{ PIP_DRY_RUN: "1", PIP_CONFIG_FILE: project.path("pip.conf"), PYTHONHOME: elsewhere },
        ...{ PYTHONWARNINGS: "error", PYTHONPATH: elsewhere, PYTHONOPTIMIZE: "2" },
      },
    });
    expect(text).toMatch(/page template for nbconvert done/);
    expect(code).toBe(0);
    expect(existsSync(elsewhere)).toBe(false);
    expect(existsSync(project.path(".gradbook/venv/bin/old"))).toBe(false);
    expect(readdirSync(project.path(".gradbook")).filter((name) => name.startsWith("venv-"))).toHaveLength(1);
    const lib = project.path(".gradbook/venv/lib");
    expect(readdirSync(join(lib, readdirSync(lib)[0] ?? "", "site-packages"))).toContain("small.py");
  });

  it("is made in a folder whose name has a space and letters beyond ASCII", async () => {
    const project = new Miniature({ folder: "딥러닝 공부 é" });
    const { code, text } = await project.run(["test", "--passWithNoTests"]);
    expect(text).toMatch(/page template for nbconvert done/);
    expect(code).toBe(0);
    expect(existsSync(project.path(".gradbook/venv/share/jupyter/kernels/gradbook/kernel.json"))).toBe(true);
  });
});
