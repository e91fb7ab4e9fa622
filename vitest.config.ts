import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    // Unit tests read the library's source, so that they run without a build.
    alias: [
      { find: /^gradbook$/, replacement: fileURLToPath(new URL("lib/src/index.ts", import.meta.url)) },
      {
        find: /^gradbook\/exercise$/,
        replacement: fileURLToPath(new URL("lib/src/exercise/index.ts", import.meta.url)),
      },
    ],
  },
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
