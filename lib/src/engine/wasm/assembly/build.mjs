// Compiles the WebAssembly kernels and writes them, as text, to ../binary.ts and its like beside it, which are
// committed: whoever uses or builds the library needs no AssemblyScript. A test compiles them again and compares.
// A character stands for a byte (../byte-text.ts), so gzip finds the repetitions that base64 hides.
//   node lib/src/engine/wasm/assembly/build.mjs [--check]
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** Compiled kernels. */
async function compileKernels(entry, features) {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      entry,
      "--baseDir",
      folder,
      "--outFile",
      "kernels.wasm",
      "--optimizeLevel",
      "3",
      // Functions stay functions, unless the sources say @inline.
      "--shrinkLevel",
      "1",
      "--noAssert",
      "--runtime",
      "stub",
      ...features.flatMap((feature) => ["--enable", feature]),
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

/** What ../byte-text.ts reads: a byte of WebAssembly's usual ones as one character, any other as two. */
function textOf(bytes) {
  const digit = (value) => (value === 57 ? "!" : String.fromCharCode(value + 35));
  const one = (byte) => {
    const value = (byte + 3) & 255;
    return value < 90 ? digit(value) : digit(89 + Math.floor(value / 90)) + digit(value % 90);
  };
  return Array.from(bytes, one).join("");
}

const exact = ["simd", "threads"];
const targets = [
  { entry: "index.ts", features: exact, name: "binary", file: "binary", title: "The WebAssembly kernels" },
  {
    entry: "fast.ts",
    features: ["simd", "relaxed-simd", "threads"],
    name: "fastBinary",
    file: "fast-binary",
    title: "The WebAssembly kernels of the fast mode",
  },
  {
    entry: "sequences.ts",
    features: exact,
    name: "sequenceBinary",
    file: "sequence-binary",
    title: "The WebAssembly kernels of attention and recurrent layers",
  },
];

for (const { entry, features, name, title, ...target } of targets) {
  const kernels = await compileKernels(entry, features);
  const text = `// Made by assembly/build.mjs from the sources beside it; do not edit.\n\n/** ${title}, as byte-text.ts reads them. */\nexport const ${name} =\n  ${JSON.stringify(textOf(kernels))};\n`;
  const file = `${target.file}.ts`;
  const place = new URL(`../${file}`, import.meta.url);
  if (!process.argv.includes("--check")) {
    await writeFile(place, text);
    console.log(`${file}: ${kernels.length} bytes of WebAssembly`);
  } else if ((await readFile(place, "utf8")) !== text) {
    throw new Error(
      `${file} is not what the sources compile to; run node lib/src/engine/wasm/assembly/build.mjs`,
    );
  }
}
