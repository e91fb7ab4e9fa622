import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { CountReporter } from "./tests/support/count-reporter.js";
import { SkipReporter } from "./tests/support/skip-reporter.js";

const inRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** One project after another: what starts processes or browsers would otherwise fight for two cores. */
function project(name: string, order: number, maxWorkers: number) {
  return {
    extends: true as const,
    test: { name, include: [`tests/${name}/**/*.test.ts`], maxWorkers, sequence: { groupOrder: order } },
  };
}

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
    testTimeout: 180_000,
    hookTimeout: 300_000,
    // A poll ends as soon as it holds; its own limit of a second would only fail a busy machine.
    expect: { poll: { timeout: 60_000 } },
    reporters: ["default", new SkipReporter(), new CountReporter()],
    projects: [
      project("lib", 0, 2),
      ...(hasNative ? [native] : []),
      project("bench", 0, 2),
      project("long", 0, 2),
      project("setup", 1, 2),
      project("kernel", 2, 1),
      project("notebooks", 3, 2),
      project("e2e", 4, 1),
    ],
  },
});
