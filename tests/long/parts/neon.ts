import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { projectRoot } from "../../support/project.js";
import { npmInstall } from "../npm-install.js";
import type { Part, Row } from "../part.js";

/** What has to be there: a cross compiler and an emulator, Debian's gcc-aarch64-linux-gnu and qemu-user. */
const tools = ["aarch64-linux-gnu-gcc", "qemu-aarch64"];
const target = "linux-arm64";

export const part: Part = {
  title: "native kernels for NEON give the reference engine's bits, under an emulator",
  async run() {
    const begun = performance.now();
    const folder = join(projectRoot, ".gradbook", "neon");
    const log = join(folder, "neon.log");
    mkdirSync(folder, { recursive: true });
    writeFileSync(log, "");
    const row = (passed: number, failed: number, skipped: number): readonly Row[] => [
      { what: "NEON", passed, failed, skipped, seconds: (performance.now() - begun) / 1000, log },
    ];
    const missing = tools.filter((tool) => spawnSync(tool, ["--version"]).error !== undefined);
    if (missing.length > 0) {
      writeFileSync(log, `not here: ${missing.join(", ")}`);
      return row(0, 0, 1);
    }
    const modules = await npmInstall("neon/node", [`node-${target}@20`, "--force"]);
    const maker = join(projectRoot, "lib/src/engine/native/c/packages.mjs");
    run(log, process.execPath, [maker, "--out", join(folder, "node_modules"), target]);
    const outfile = join(folder, "program.mjs");
    await build({
      entryPoints: [join(projectRoot, "tests/long/neon-program.ts")],
      bundle: true,
      platform: "node",
      format: "esm",
      outfile,
      // package.json's sideEffects are for pages that use a part.
      ignoreAnnotations: true,
    });
    // Debian's libraries of the other processor, in the compiler's folder.
    const emulated = [
      "-L",
      "/usr/aarch64-linux-gnu",
      join(modules, `node-${target}`, "bin", "node"),
      outfile,
    ];
    const expected = join(folder, "expected.json");
    rmSync(expected, { force: true });
    run(log, process.execPath, [outfile, "reference", expected]);
    run(log, "qemu-aarch64", [...emulated, "native", expected]);
    const text = readFileSync(log, "utf8");
    const count = (pattern: RegExp) => [...text.matchAll(pattern)].length;
    const [passed, differing] = [count(/^same /gm), count(/^differs /gm)];
    const isNeon = text.includes("kernels native (neon)\n");
    return row(passed, isNeon && passed > 0 ? differing : differing + 1, 0);
  },
};

/** Runs a program to its end; what it writes stands in the log at once, since under an emulator that takes long. */
function run(log: string, program: string, args: readonly string[]): void {
  const to = openSync(log, "a");
  spawnSync(program, args, { stdio: ["ignore", to, to], cwd: projectRoot });
  closeSync(to);
}
