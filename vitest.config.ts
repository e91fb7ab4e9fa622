import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { CountReporter } from "./tests/support/count-reporter.js";
import { LongestFirst } from "./tests/support/longest-first.js";
import { SkipReporter } from "./tests/support/skip-reporter.js";

const inRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url));

interface ProjectOptions {
  /** Projects of one order run together, two files at a time; those of the next when all of them have ended. */
  readonly order: number;
  /** One file at a time, with the machine to itself. Default: false. */
  readonly alone?: boolean;
  /** Folders and files in tests/. Default: the folder of the project's name. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** What each file begins with. Default: nothing. */
  readonly setupFiles?: string[];
}

function project(
  name: string,
  { order, alone, include = [name], exclude = [], setupFiles = [] }: ProjectOptions,
) {
  const inTests = (path: string) => `tests/${path}${path.endsWith(".ts") ? "" : "/**/*.test.ts"}`;
  return {
    extends: true as const,
    test: {
      ...{ name, include: include.map(inTests), exclude: exclude.map(inTests), setupFiles },
      maxWorkers: alone ? 1 : 2,
      sequence: { groupOrder: order },
    },
  };
}

/** What compilers say of types and examples, and what a browser draws, computes or loads: no Node changes it. */
const elsewhere = [
  "types",
  "options",
  "browser",
  "documentation.test.ts",
  "engine/bits-browser.test.ts",
  "plot/gallery.test.ts",
  "plot/html.test.ts",
  "nn/types.test.ts",
  "nn/readme.test.ts",
  "data/types.test.ts",
].map((path) => `lib/${path}`);

/** How soon Stop ends a cell is measured in milliseconds. */
const timedKernel = ["kernel/interrupt.test.ts", "kernel/training.test.ts"];

/** JupyterHub with learners who are users of this machine: asked for by tests/long/parts/hub.ts. */
const isWithHub = Boolean(process.env.GRADBOOK_LEARNERS);

/** People at pages, and commands: these wait for what they look at, and do so beside others. */
const besideOthers = ["pages", "starting.test.ts", "pack.test.ts", "nbconvert.test.ts"].map(
  (path) => `e2e/${path}`,
);

/** The tests that hold the WebAssembly engine, with native kernels in its place. */
const native = {
  extends: true as const,
  test: {
    name: "native",
    include: ["engine", "recorder", "train"].map((folder) => `tests/lib/${folder}/**/*.test.ts`),
    // The last one takes the place of what set-up has loaded by then, and computes nothing.
    exclude: ["tests/lib/engine/native/**", "tests/lib/engine/wasm/trial.test.ts"],
    setupFiles: ["tests/lib/engine/native/offer-native.ts"],
    maxWorkers: 2,
    sequence: { groupOrder: 0 },
  },
};

/** Built for this machine or not; tests/lib/engine/native say which. */
const hasNative = existsSync(inRoot(`lib/native/gradbook-${process.platform}-${process.arch}.node`));

// biome-ignore lint/style/noDefaultExport: vitest reads its settings from the default export.
export default defineConfig({
  resolve: {
    // Tests that run in this process read the library's source, so that they do not need a build.
    alias: [
      { find: /^gradbook$/, replacement: inRoot("lib/src/index.ts") },
      { find: /^gradbook\/exercise$/, replacement: inRoot("lib/src/exercise/index.ts") },
    ],
  },
  test: {
    // Limits are for what never ends. A machine that is so busy that a test has a tenth of a core takes its time.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // A poll ends as soon as it holds; its own limit of a second would only fail a busy machine.
    expect: { poll: { timeout: 120_000 } },
    sequence: { sequencer: LongestFirst },
    reporters: ["default", new SkipReporter(), new CountReporter()],
    projects: [
      project("lib", { order: 0, exclude: elsewhere }),
      project("lib-elsewhere", { order: 0, include: elsewhere }),
      ...(hasNative ? [native] : []),
      project("bench", { order: 0 }),
      project("long", { order: 0 }),
      project("setup", { order: 0 }),
      project("kernel", {
        order: 1,
        exclude: timedKernel,
        setupFiles: ["tests/kernel/support/own-type-service.ts"],
      }),
      project("kernel-alone", { order: 2, include: timedKernel, alone: true }),
      project("notebooks", { order: 3 }),
      project("e2e", { order: 3, include: besideOthers }),
      // People at JupyterLab, many at a hub, and pictures, with the machine to themselves.
      project("e2e-alone", {
        ...{ order: 4, alone: true, include: ["e2e"] },
        exclude: [...besideOthers, ...(isWithHub ? [] : ["e2e/hub"])],
      }),
    ],
  },
});
