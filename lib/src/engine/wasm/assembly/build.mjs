// Compiles the WebAssembly kernels and writes them, as text, to ../binary.ts, which is committed: whoever uses or
// builds the library needs no AssemblyScript. A test compiles them again and compares.
//   node lib/src/engine/wasm/assembly/build.mjs [--check]
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** The compiled kernels. */
async function compileKernels() {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      "index.ts",
      "--baseDir",
      folder,
      "--outFile",
      "kernels.wasm",
      "--optimizeLevel",
      "3",
      "--noAssert",
      "--runtime",
      "stub",
      "--enable",
      "simd",
      "--enable",
      "threads",
      "--importMemory",
      "--sharedMemory",
      "--initialMemory",
      "1",
      "--maximumMemory",
      "65536",
    ],
    { writeFile: (name, contents) => void files.set(name, contents) },
  );
  if (error) throw new Error(`AssemblyScript: ${stderr.toString()}`, { cause: error });
  return Buffer.from(files.get("kernels.wasm"));
}

const kernels = await compileKernels();
const text = `// Made by assembly/build.mjs from the sources beside it; do not edit.\n\n/** The WebAssembly kernels, base64. */\nexport const binary =\n  "${kernels.toString("base64")}";\n`;
const target = new URL("../binary.ts", import.meta.url);
if (!process.argv.includes("--check")) {
  await writeFile(target, text);
  console.log(`binary.ts: ${kernels.length} bytes of WebAssembly`);
} else if ((await readFile(target, "utf8")) !== text) {
  throw new Error(
    "binary.ts is not what the sources compile to; run node lib/src/engine/wasm/assembly/build.mjs",
  );
}
