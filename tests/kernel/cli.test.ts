import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { KernelClient, startKernel } from "gradbook-kernel/client";
import { afterAll, describe, expect, test } from "vitest";
import { userDataFolder } from "../../kernel/src/install/folders.js";
import { CHANNELS, readConnection } from "../../kernel/src/wire/connection.js";
import { resultText, sleep } from "./support/kernel.js";

const folder = mkdtempSync(join(tmpdir(), "kernel cli ä-"));
const cli = fileURLToPath(import.meta.resolve("gradbook-kernel/package.json")).replace(
  "package.json",
  join("dist", "cli.js"),
);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function gradbook(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: "utf8", env });
  return { status, stdout, stderr };
}

describe("install", () => {
  test("--prefix writes a kernelspec that starts this kernel, and uninstall removes it", async () => {
    const { status, stdout } = gradbook(["install", "--prefix", folder]);
    const spec = join(folder, "share", "jupyter", "kernels", "gradbook");
    expect([status, stdout]).toEqual([0, `Installed the kernel in ${spec}\n`]);
    for (const logo of ["logo-svg.svg", "logo-32x32.png", "logo-64x64.png"]) {
      expect(existsSync(join(spec, logo))).toBe(true);
    }
    const json = JSON.parse(readFileSync(join(spec, "kernel.json"), "utf8")) as { argv: string[] };
    expect(json).toMatchObject({
      display_name: "TypeScript (gradbook)",
      language: "typescript",
      interrupt_mode: "message",
    });
    for (const session of [1, 2]) {
      const client = await startKernel({ directory: folder, command: json.argv });
      expect(resultText((await client.execute("1 + 1")).outputs)).toBe("2");
      const { history } = await client.request("shell", "history_request", { hist_access_type: "tail" });
      expect(history).toEqual([1, 2].slice(0, session).map((number) => [number, 1, "1 + 1"]));
      await client.shutdown();
    }
    expect(existsSync(join(folder, "share", "gradbook-kernel", "history.jsonl"))).toBe(true);
    // Installing over an earlier one is no error.
    expect(gradbook(["install", "--prefix", folder]).status).toBe(0);
    expect(gradbook(["uninstall", "--prefix", folder]).status).toBe(0);
    expect(existsSync(spec)).toBe(false);
  });

  test("--javascript installs a second kernel, beside the first, that runs JavaScript", async () => {
    const prefix = join(folder, "both");
    const kernels = join(prefix, "share", "jupyter", "kernels");
    gradbook(["install", "--prefix", prefix]);
    const { status, stdout } = gradbook(["install", "--javascript", "--prefix", prefix]);
    const spec = join(kernels, "gradbook-javascript");
    expect([status, stdout]).toEqual([0, `Installed the kernel in ${spec}\n`]);
    const json = JSON.parse(readFileSync(join(spec, "kernel.json"), "utf8")) as { argv: string[] };
    expect(json).toMatchObject({ display_name: "JavaScript (gradbook)", language: "javascript" });
    const client = await startKernel({ directory: folder, command: json.argv });
    expect(resultText((await client.execute("let a = 1; a = 'text'; a")).outputs)).toBe("'text'");
    await client.shutdown();
    expect(readdirSync(join(prefix, "share", "gradbook-kernel"))).toEqual(["history-javascript.jsonl"]);
    // Neither removes the other.
    const wrong = gradbook(["uninstall", "--prefix", prefix, "--name", "gradbook-javascript"]);
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining("got another kernel's")]);
    expect(gradbook(["uninstall", "--javascript", "--prefix", prefix]).status).toBe(0);
    expect(readdirSync(kernels)).toEqual(["gradbook"]);
  });

  test("--name and --display-name", () => {
    gradbook(["install", "--prefix", folder, "--name", "my-ts", "--display-name", "Mine"]);
    const spec = join(folder, "share", "jupyter", "kernels", "my-ts", "kernel.json");
    expect(JSON.parse(readFileSync(spec, "utf8"))).toMatchObject({ display_name: "Mine" });
  });

  test("without a place it goes to the user's Jupyter folder", () => {
    const home = join(folder, "data");
    const { status } = gradbook(["install"], { ...process.env, JUPYTER_DATA_DIR: home });
    expect(status).toBe(0);
    const json = JSON.parse(readFileSync(join(home, "kernels", "gradbook", "kernel.json"), "utf8"));
    expect((json as { argv: string[] }).argv.slice(-2)).toEqual([
      "--history",
      join(home, "gradbook-kernel", "history.jsonl"),
    ]);
  });

  test("--sys-prefix goes to the current Python environment", () => {
    const bin = join(folder, "bin");
    mkdirSync(bin, { recursive: true });
    // A stand-in that answers as Python does when it is asked for its version and its prefix.
    writeFileSync(join(bin, "python3"), `#!/bin/sh\necho "${join(folder, "venv")}"\n`, { mode: 0o755 });
    const { status, stdout } = gradbook(["install", "--sys-prefix"], {
      ...process.env,
      PATH: `${bin}:/bin:/usr/bin`,
    });
    expect(status).toBe(0);
    expect(stdout).toContain(join(folder, "venv", "share", "jupyter", "kernels", "gradbook"));
  });

  test("a folder that cannot be written is named, and what to try", () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    const { status, stderr } = gradbook(["install", "--prefix", file]);
    expect(status).toBe(1);
    expect(stderr).toContain("install: expected a folder that can be written, got");
    expect(stderr).toContain("try --prefix or --user");
  });

  test("--sys-prefix without Python says so", () => {
    const { status, stderr } = gradbook(["install", "--sys-prefix"], { PATH: folder });
    expect(status).toBe(1);
    expect(stderr).toBe(
      "install --sys-prefix: expected Python on the PATH, got none; try --user or --prefix\n",
    );
  });
});

describe("uninstall", () => {
  test("without an install it says where it looked", () => {
    const { status, stderr } = gradbook(["uninstall", "--prefix", join(folder, "empty")]);
    expect(status).toBe(1);
    expect(stderr).toContain("uninstall: expected a kernelspec in");
  });

  test("another kernel's spec is left alone", () => {
    const spec = join(folder, "other", "share", "jupyter", "kernels", "gradbook");
    mkdirSync(spec, { recursive: true });
    writeFileSync(join(spec, "kernel.json"), '{ "language": "python" }');
    const { status, stderr } = gradbook(["uninstall", "--prefix", join(folder, "other")]);
    expect(status).toBe(1);
    expect(stderr).toContain("got another kernel's; left as it is");
    expect(existsSync(spec)).toBe(true);
  });
});

describe("the command line", () => {
  test.each([
    [["fly"], "gradbook-kernel: expected render, install, uninstall, doctor or start, got fly"],
    [["install", "--user", "--sys-prefix"], "install: expected one place, got --sys-prefix and --user"],
    [["install", "--nowhere"], "install: Unknown option '--nowhere'"],
    [
      ["install", "--name", "a b"],
      'install: expected --name of letters, digits, dots, dashes and underscores, got "a b"',
    ],
    [["install", "here"], "install: expected no arguments, got here"],
    [["start"], "start: expected a connection file, got no argument"],
    [["doctor", "now"], "doctor: expected no arguments, got now"],
  ])("%j is refused with the usage", (args, message) => {
    const { status, stderr } = gradbook(args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain("Usage: gradbook-kernel <command>");
  });

  test("--help and --version", () => {
    expect(gradbook(["--help"])).toMatchObject({ status: 0, stdout: expect.stringContaining("Usage:") });
    expect(gradbook(["--version"])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  test.each([
    ["missing", undefined, "start: expected a connection file that can be read, got"],
    ["no JSON", "{", "start: expected a Jupyter connection file, got"],
    ["not one", "{}", "(ip is not a string)"],
  ])("a connection file that is %s is named", (name, text, message) => {
    const file = join(folder, `${name}.json`);
    if (text !== undefined) writeFileSync(file, text);
    // Jupyter's programs append their own arguments to the kernel's, which mean nothing to it.
    const { status, stderr } = gradbook(["start", file, "cells.ts", "--fast", "--existing=other"]);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).toContain(file);
  });

  test.each(["soon", "-1", "10s"])("a time of rest that is %s is named", (seconds) => {
    const { status, stderr } = gradbook(["start", "any.json"], { ...process.env, GRADBOOK_REST: seconds });
    expect([status, stderr]).toEqual([
      1,
      `GRADBOOK_REST: expected seconds, got ${seconds}; try GRADBOOK_REST=600\n`,
    ]);
  });
});

describe("the ports of a connection file", () => {
  const fields = { transport: "tcp", ip: "127.0.0.1", key: "a", kernel_name: "kept" };
  const ports = (names: readonly string[], port: number) =>
    Object.fromEntries(names.map((name) => [`${name}_port`, port]));

  test("one that is taken ends the kernel with a word on it", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const file = join(folder, "taken.json");
    const rest = ports(["hb", "control", "stdin", "iopub"], 0);
    writeFileSync(file, JSON.stringify({ ...fields, ...rest, shell_port: port }));
    const { status, stderr } = gradbook(["start", file]);
    expect(status).toBe(1);
    expect(stderr).toContain(
      `start: expected to listen at tcp://127.0.0.1:${port}, got Address already in use`,
    );
    other.close();
  });

  test("0 has the kernel choose, and write into the file what it chose", async () => {
    const file = join(folder, "chosen.json");
    writeFileSync(file, JSON.stringify({ ...fields, ...ports(CHANNELS, 0) }));
    const child = spawn(process.execPath, [cli, "start", file], { stdio: "ignore" });
    const read = () => JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    while (read().hb_port === 0) await sleep(10);
    const chosen = read();
    expect(new Set(CHANNELS.map((name) => chosen[`${name}_port`])).size).toBe(5);
    expect(chosen).toMatchObject(fields);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const client = new KernelClient(readConnection(file), child);
    expect(resultText((await client.execute("1 + 1")).outputs)).toBe("2");
    await client.shutdown();
  });
});

describe("doctor", () => {
  test("finds what is there", () => {
    const home = join(folder, "doctor");
    const env = { ...process.env, JUPYTER_DATA_DIR: home };
    gradbook(["install"], env);
    gradbook(["install", "--javascript"], env);
    const { stdout } = gradbook(["doctor"], env);
    expect(stdout).toContain(`ok       Node ${process.versions.node}`);
    expect(stdout).toMatch(/ok {7}ZeroMQ \d/);
    expect(stdout).toMatch(/ok {7}TypeScript 6\./);
    for (const name of ["gradbook", "gradbook-javascript"]) {
      expect(stdout).toContain(`ok       kernelspec ${join(home, "kernels", name)}\n`);
    }
  });

  test("says what is wrong and what to do", () => {
    const spec = join(folder, "doctor-broken", "kernels", "gradbook");
    mkdirSync(spec, { recursive: true });
    writeFileSync(join(spec, "kernel.json"), '{ "argv": ["/no/such/node", "x"] }');
    const { status, stdout } = gradbook(["doctor"], {
      PATH: folder,
      JUPYTER_DATA_DIR: join(folder, "doctor-broken"),
    });
    expect(status).toBe(1);
    expect(stdout).toContain("problem  no Python on the PATH\n         Jupyter needs Python 3.9 or newer");
    expect(stdout).toContain("problem  no jupyter command on the PATH");
    expect(stdout).toContain(
      "names /no/such/node, which does not exist\n         npx gradbook-kernel install",
    );
    expect(stdout).toContain("See the lines marked problem.");
  });
});

test.each([
  ["linux", {}, /\.local\/share\/jupyter$/],
  ["linux", { XDG_DATA_HOME: "/x" }, /^\/x\/jupyter$/],
  ["darwin", {}, /Library\/Jupyter$/],
  ["linux", { JUPYTER_DATA_DIR: "/j" }, /^\/j$/],
] as const)("Jupyter's user folder on %s with %j", (platform, env, expected) => {
  expect(userDataFolder(env, platform)).toMatch(expected);
});
