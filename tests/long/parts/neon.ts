import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
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
    const row = (passed: number, failed: number, skipped: number, text: string): readonly Row[] => {
      writeFileSync(log, text);
      return [{ what: "NEON", passed, failed, skipped, seconds: (performance.now() - begun) / 1000, log }];
    };
    const missing = tools.filter((tool) => spawnSync(tool, ["--version"]).error !== undefined);
    if (missing.length > 0) return row(0, 0, 1, `not here: ${missing.join(", ")}`);
    const modules = await npmInstall("neon/node", [`node-${target}@20`, "--force"]);
    const maker = join(projectRoot, "lib/src/engine/native/c/packages.mjs");
    const made = run(process.execPath, [maker, "--out", join(folder, "node_modules"), target]);
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
    const text = run("qemu-aarch64", emulated);
    const count = (pattern: RegExp) => [...text.matchAll(pattern)].length;
    const [passed, differing] = [count(/^same /gm), count(/^differs /gm)];
    const isNeon = text.includes("kernels native (neon)\n");
    return row(passed, isNeon && passed > 0 ? differing : differing + 1, 0, `${made}\n${text}`);
  },
};

/** Runs a program to its end; all that it wrote. */
function run(program: string, args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(program, args, { encoding: "utf8", cwd: projectRoot });
  return `${stdout}${stderr}`;
}
