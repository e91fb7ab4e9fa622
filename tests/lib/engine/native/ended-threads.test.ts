import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith, needs } from "../../../support/needs.js";
import { projectRoot } from "../../../support/project.js";

/*
 * Threads that are ended at any moment, so also while they load a library: the process goes on. koffi, through which a
 * BLAS is loaded, crashes when Node stops answering; the kernels' own module looks at each answer.
 */
let folder = "";
beforeAll(() => {
  // Within the project, where the library's folder is found.
  mkdirSync(join(projectRoot, ".gradbook"), { recursive: true });
  folder = mkdtempSync(join(projectRoot, ".gradbook/ended-threads-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const prelude = `
  import { setThreads } from "./lib/src/index.ts";
  import { kernelsOver } from "./lib/src/engine/native/kernels.ts";
  import { Arena } from "./lib/src/engine/wasm/arena.ts";
  import { crewOfThreads } from "./lib/src/engine/wasm/threads/team.ts";
  const arena = Arena.create(0);
  const { memory } = arena.set;
  const kernels = kernelsOver(memory, "exact");
  const moment = new Int32Array(new SharedArrayBuffer(4));
  /** Lets threads load a set, some milliseconds long. */
  const load = (set, time) => {
    setThreads(2);
    crewOfThreads().learn(set);
    Atomics.wait(moment, 0, 0, time);
  };
  /** A system's library of which koffi makes many functions. */
  const library = {
    name: "libm.so.6",
    signature: "double cos(double x)",
    folder: ${JSON.stringify(`${projectRoot}/`)},
    program: String(({ folder, name, signature }) => {
      const koffi = process.getBuiltinModule("node:module").createRequire(folder)("koffi");
      const library = koffi.load(name);
      return Array.from({ length: 400 }, () => library.func(signature));
    }),
  };
  const other = { number: 999, native: library, memory, kernels: {}, numbers: new Map(), calls: [] };
`;

async function bundle(name: string, program: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    stdin: { contents: prelude + program, resolveDir: projectRoot, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
  });
  return outfile;
}

function run(file: string, ...words: string[]) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [file, ...words], {
    encoding: "utf8",
  });
  return { status, signal, text: (stdout + stderr).trim() };
}

describeWith([needs.threads(), needs.native()], "threads that are ended while they load a library", () => {
  for (const [what, set] of [
    ["koffi's", "other"],
    ["the native kernels'", "kernels"],
  ] as const) {
    it(`leave the process alive when the library is ${what}`, async () => {
      const file = await bundle(
        `again-${set}`,
        `for (let i = 0; i < 60; i++) {
          load(${set}, 2 + i);
          setThreads(1);
        }
        console.log("alive");`,
      );
      expect(run(file)).toEqual({ status: 0, signal: null, text: "alive" });
    });

    it(`let the process end when the library is ${what}`, async () => {
      const file = await bundle(`end-${set}`, `load(${set}, Number(process.argv[2])); process.exitCode = 7;`);
      for (let time = 10; time <= 45; time += 5) {
        expect(run(file, String(time))).toEqual({ status: 7, signal: null, text: "" });
      }
    });
  }
});
