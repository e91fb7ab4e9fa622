import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { build } from "esbuild";
import { projectRoot } from "../support/project.js";
import { npmInstall } from "./npm-install.js";
import type { Row } from "./part.js";

type Environment = Readonly<Record<string, string>>;

/** A platform that this machine can only imitate. */
export interface Elsewhere {
  readonly what: string;
  /** As packages are named: `linux-arm64`. */
  readonly target: string;
  /** What runs its programs, with arguments before the program's. */
  readonly emulator: readonly [program: string, ...args: string[]];
  /** Other programs that have to be here. */
  readonly tools?: readonly string[];
  /** The program in npm's package of Node. */
  readonly node: string;
  /** Narrower kinds of kernels than the processor's best, to be compared as well. */
  readonly narrower?: readonly string[];
  readonly env?: Environment;
  /** What the compiler wants of the environment, made ready here. */
  readonly compiling?: () => Promise<Environment>;
}

/** Builds the native kernels for a platform and compares them there with the reference engine's bits, in a row. */
export async function compareElsewhere(platform: Elsewhere): Promise<readonly Row[]> {
  const { what, target, emulator, tools = [], node, narrower = [], env = {}, compiling } = platform;
  const begun = performance.now();
  const folder = join(projectRoot, ".gradbook", target);
  const log = join(folder, `${target}.log`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(log, "");
  const row = (passed: number, failed: number, skipped: number): readonly Row[] => [
    { what, passed, failed, skipped, seconds: (performance.now() - begun) / 1000, log },
  ];
  const missing = [emulator[0], ...tools].filter(
    (tool) => spawnSync(tool, ["--version"]).error !== undefined,
  );
  if (missing.length > 0) {
    writeFileSync(log, `not here: ${missing.join(", ")}`);
    return row(0, 0, 1);
  }
  const nodePackage = `node-${target.replace("win32", "win")}`;
  const modules = await npmInstall(`${target}/node`, [`${nodePackage}@20`, "--force"]);
  const maker = join(projectRoot, "lib/src/engine/native/c/packages.mjs");
  const made = [maker, "--out", join(folder, "node_modules"), target];
  run(log, process.execPath, made, await compiling?.());
  const outfile = join(folder, "program.mjs");
  await build({
    entryPoints: [join(projectRoot, "tests/long/native-program.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    // package.json's sideEffects are for pages that use a part.
    ignoreAnnotations: true,
  });
  const expected = join(folder, "expected.json");
  rmSync(expected, { force: true });
  run(log, process.execPath, [outfile, "reference", expected]);
  const [program, ...before] = emulator;
  const emulated = [...before, join(modules, nodePackage, node), outfile, "native", expected];
  const kinds = ["", ...narrower];
  for (const kind of kinds) run(log, program, emulated, { ...env, GRADBOOK_NATIVE: kind });
  const text = readFileSync(log, "utf8");
  const count = (pattern: RegExp) => [...text.matchAll(pattern)].length;
  const unrun = kinds.length - count(/^kernels native \(/gm);
  return row(count(/^same /gm), count(/^differs /gm) + unrun, 0);
}

/** Runs a program to its end; what it writes stands in the log at once, since under an emulator that takes long. */
function run(log: string, program: string, args: readonly string[], env: Environment = {}): void {
  const to = openSync(log, "a");
  spawnSync(program, args, {
    stdio: ["ignore", to, to],
    cwd: projectRoot,
    env: { ...process.env, ...env },
  });
  closeSync(to);
}
