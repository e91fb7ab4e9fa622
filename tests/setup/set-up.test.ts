import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandProblem, explainWriteError, SetupProblem } from "../../notebooks/tools/setup/problem.mjs";
import { Miniature, pathWithOnly } from "./miniature.js";

/** An npm that leaves what a whole install leaves, a manifest for each package, and counts its runs. */
const fakeNpm = `
const fs = require("node:fs");
fs.appendFileSync("npm-runs", process.argv.slice(2).join(" ") + "\\n");
for (const path of Object.keys(JSON.parse(fs.readFileSync("package-lock.json", "utf8")).packages)) {
  if (!path.startsWith("node_modules/")) continue;
  fs.mkdirSync(path, { recursive: true });
  fs.writeFileSync(path + "/package.json", "{}");
}
fs.copyFileSync("package-lock.json", "node_modules/.package-lock.json");
`;

/** A miniature without packages, whose npm is the one above. */
function withFakeNpm(): { project: Miniature; env: NodeJS.ProcessEnv } {
  const project = new Miniature({ installed: false });
  project.write("npm-cli.cjs", fakeNpm);
  return { project, env: { npm_execpath: project.path("npm-cli.cjs") } };
}

function readRuns(project: Miniature): string[] {
  return readFileSync(project.path("npm-runs"), "utf8").trim().split("\n");
}

describe("set-up", () => {
  it("does its steps once, says how long each took, and is up to date the next time", async () => {
    const project = new Miniature();
    const first = await project.run(["build"]);
    expect(first.text).toMatch(
      /1\/4 npm packages done in \d+\.\d s\n.*2\/4 library and kernel …\n.*2\/4 library and kernel done in \d+\.\d s\n.*3\/4 native kernels …\n[\s\S]*4\/4 startup snapshot/,
    );
    expect(first.code).toBe(0);
    const second = await project.run(["build"]);
    expect(second.text).toMatch(/^Set-up\n {2}ready in \d+\.\d s\n\n$/);
  });

  it("builds again when a source changed, and when what it built is gone", async () => {
    const project = new Miniature();
    await project.run(["build"]);
    project.write("lib/src/index.ts", "export const two = 2;\n");
    expect((await project.run(["build"])).text).toContain("library and kernel done");
    for (const gone of ["lib/dist", "kernel/dist/front", "kernel/dist/cli.js"]) {
      rmSync(project.path(gone), { recursive: true });
      expect((await project.run(["build"])).text).toContain("library and kernel done");
      expect(existsSync(project.path(gone))).toBe(true);
    }
  });

  it("shows the compiler's errors and leaves the step undone", async () => {
    const project = new Miniature();
    project.write("lib/src/index.ts", "export const one: string = 1;\n");
    const { code, text } = await project.run(["build"]);
    expect(text).toMatch(
      /build: expected the library and the kernel to compile, got:\n.*lib\/src\/index\.ts\(1,14\)/,
    );
    expect(code).toBe(1);
    expect(existsSync(project.path(".gradbook/stamps/build"))).toBe(false);
  });

  it("installs again where an install was cut off, and only then", async () => {
    const { project, env } = withFakeNpm();
    // npm writes its record of an install last: a folder without it was cut off.
    project.write("node_modules/left-over/package.json", "{}");
    await project.run(["build"], { env });
    await project.run(["build"], { env });
    const { text } = await project.run(["build"], { env });
    expect(text).not.toContain("npm packages");
    expect(readRuns(project)).toEqual([expect.stringMatching(/^ci --prefer-offline /)]);
  });

  it("installs again when a package is gone", async () => {
    const { project, env } = withFakeNpm();
    await project.run(["build"], { env });
    rmSync(project.path("node_modules/zeromq"), { recursive: true });
    const { text } = await project.run(["build"], { env });
    expect(text).toContain("npm packages done");
    expect(readRuns(project)[1]).toMatch(/^install --no-save /);
    expect(existsSync(project.path("node_modules/zeromq/package.json"))).toBe(true);
  });

  it("asks npm for all that it needs, whatever a person's settings leave out", async () => {
    const { project, env } = withFakeNpm();
    await project.run(["build"], { env: { ...env, NODE_ENV: "production", npm_config_omit: "dev" } });
    const needed = "--include=dev --include=optional --include=peer --no-global --no-dry-run";
    expect(readRuns(project)[0]).toContain(needed);
  });

  it("says when there is no npm", async () => {
    const project = new Miniature({ installed: false });
    const PATH = pathWithOnly(project.path("..", "bin"), {});
    const { code, text } = await project.run(["build"], { env: { PATH, npm_execpath: undefined } });
    expect(text).toContain(
      "npm packages: expected the program npm on the path, found none; try installing Node.js from https://nodejs.org",
    );
    expect(code).toBe(1);
  });

  it("updates a whole install of another lock file instead of making it anew", async () => {
    const { project, env } = withFakeNpm();
    project.write("node_modules/.package-lock.json", `{ "packages": {} }`);
    await project.run(["build"], { env });
    expect(readRuns(project)).toEqual([expect.stringMatching(/^install --no-save --prefer-offline /)]);
  });

  it("says when the npm registry is out of reach", async () => {
    const project = new Miniature({ installed: false });
    const { code, text } = await project.run(["build"], {
      env: {
        npm_config_registry: "http://127.0.0.1:9/",
        npm_config_cache: mkdtempSync(join(tmpdir(), "gradbook-npm-")),
        npm_config_fetch_retries: "0",
      },
    });
    expect(text).toMatch(
      /npm packages: expected to reach the npm registry, got ECONNREFUSED; try again with a network connection, or set npm's proxy or registry option \(log: .*npm\.log\)/,
    );
    expect(code).toBe(1);
  });

  it("waits for another set-up of the same folder", async () => {
    const project = new Miniature();
    project.write(".gradbook/setup.lock", String(process.pid));
    const waiting = project.start(["build"]);
    await waiting.printed(
      new RegExp(`Another set-up of this folder is running \\(process ${process.pid}\\)`),
    );
    rmSync(project.path(".gradbook/setup.lock"));
    expect((await waiting.outcome).code).toBe(0);
  });

  it("ends what it runs on Ctrl-C and says how to go on", async () => {
    const project = new Miniature({ installed: false });
    project.write("npm-cli.cjs", "console.log('begun'); setInterval(() => undefined, 1000);");
    const started = project.start(["build"], { env: { npm_execpath: project.path("npm-cli.cjs") } });
    await started.printed(/npm packages …/);
    started.process.kill("SIGINT");
    const { code, text } = await started.outcome;
    expect(text).toContain("Set-up stopped. The same command goes on from here.");
    expect(code).toBe(130);
  });
});

describe("a folder that cannot be written to", () => {
  it("is named, with what to do", async () => {
    const project = new Miniature();
    chmodSync(project.path(".."), 0o755);
    chmodSync(project.root, 0o555);
    // The superuser may write anywhere: there the command runs as nobody.
    const asNobody = process.getuid?.() === 0 ? { uid: 65534 } : {};
    const { code, text } = await project.run(["build"], asNobody);
    chmodSync(project.root, 0o755);
    expect(text.trim()).toBe(
      `set-up: expected a project folder that can be written to, got EACCES at ${project.path(".gradbook")}; ` +
        "try a copy of the project in a folder of your own",
    );
    expect(code).toBe(1);
  });

  it.each(["EACCES", "EPERM", "EROFS"])("is told from %s", (code) => {
    expect(explainWriteError(failure(code))).toEqual(
      new SetupProblem(
        `set-up: expected a project folder that can be written to, got ${code} at /somewhere; ` +
          "try a copy of the project in a folder of your own",
      ),
    );
  });

  const full = "/dev/full";

  it.skipIf(!existsSync(full))("is told from a disk that is full while a command runs", async () => {
    const project = new Miniature();
    const log = project.path(".gradbook/logs/build.log");
    project.write("lib/src/index.ts", "export const one: string = 1;\n");
    mkdirSync(project.path(".gradbook/logs"), { recursive: true });
    symlinkSync(full, log);
    const { code, text } = await project.run(["build"]);
    expect(text).toContain(
      `\nset-up: expected room on the disk, got ENOSPC at ${log}; try again with 2 GB free\n`,
    );
    expect(text).not.toMatch(/^ +at /m);
    expect(code).toBe(1);
  });

  it("is told from what a command prints", () => {
    const told = (output: string): string =>
      commandProblem("npm packages", { expected: "the install to succeed", output, log: "npm.log" }).message;
    expect(told("npm error code ENOSPC\nnpm error nospc")).toBe(
      "npm packages: expected room on the disk, got ENOSPC; try again with 2 GB free (log: npm.log)",
    );
    expect(told("ERROR: [Errno 28] No space left on device: 'x'")).toContain("expected room on the disk");
    expect(told("npm error EBUSY: resource busy or locked, rmdir")).toBe(
      "npm packages: expected files that no other program holds, got EBUSY; " +
        "try again when every JupyterLab of this folder has ended (log: npm.log)",
    );
    expect(told("[Errno 30] Read-only file system")).toContain(
      "expected a project folder that can be written to",
    );
    expect(told("something else")).toBe(
      "npm packages: expected the install to succeed, got:\n    something else\ntry the full log: npm.log",
    );
  });

  it("is not blamed for a program that may not be started", () => {
    const error = Object.assign(failure("EACCES"), { syscall: "spawn npm" });
    expect(explainWriteError(error)).toBe(error);
  });

  it.each(["ENOSPC", "EDQUOT"])("is told from a full disk, %s", (code) => {
    expect(explainWriteError(failure(code))).toEqual(
      new SetupProblem(
        `set-up: expected room on the disk, got ${code} at /somewhere; try again with 2 GB free`,
      ),
    );
  });

  it("is not blamed for another error", () => {
    const error = new Error("something else");
    expect(explainWriteError(error)).toBe(error);
  });
});

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code, path: "/somewhere" });
}
