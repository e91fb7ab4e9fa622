import { compareElsewhere } from "../native-elsewhere.js";
import type { Part } from "../part.js";

export const part: Part = {
  title: "native kernels for NEON give the reference engine's bits, under an emulator",
  run: () =>
    compareElsewhere({
      what: "NEON",
      target: "linux-arm64",
      // Debian's qemu-user, and its libraries of the other processor in the folder of gcc-aarch64-linux-gnu.
      emulator: ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"],
      tools: ["aarch64-linux-gnu-gcc"],
      node: "bin/node",
    }),
};
