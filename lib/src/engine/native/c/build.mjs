// Compiles the native kernels beside it for this machine into lib/native/, where the library finds
// them. Nothing needs them: without a C compiler all is computed by WebAssembly, to the same bits.
//   node lib/src/engine/native/c/build.mjs [--target linux-x64] [--compiler gcc] [--out lib/native]
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const sources = fileURLToPath(new URL("./", import.meta.url));
const kinds = {
  x64: {
    avx512: {
      lanes: 16,
      flags: ["-mavx512f", "-mavx512vl", "-mavx512bw", "-mavx512dq", "-mfma", "-mprefer-vector-width=512"],
      modes: ["exact", "fast", "fast_intel"],
    },
    avx2: { lanes: 8, flags: ["-mavx2", "-mfma"], modes: ["exact", "fast"] },
  },
  arm64: { neon: { lanes: 4, flags: [], modes: ["exact", "fast"] } },
};
const modes = {
  exact: ["-ffp-contract=off"],
  fast: ["-ffp-contract=fast", "-DFUSED"],
  fast_intel: ["-ffp-contract=fast", "-DFUSED", "-DIN_REGISTERS"],
};
/** Node-API's functions are found in the program that loads the library. Windows wants to be told which (`listed`). */
const systems = {
  linux: { compiling: ["-fPIC"], linking: ["-s"] },
  darwin: { compiling: ["-fPIC"], linking: ["-Wl,-undefined,dynamic_lookup"] },
  win32: { compiling: [], linking: ["-s"], listed: true },
};

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const target = option("target", `${process.platform}-${process.arch}`);
const compiler = option("compiler", process.env.CC || "cc").split(" ");
const [platform, architecture] = target.split("-");
const system = systems[platform];
if (kinds[architecture] === undefined || system === undefined) {
  const targets = Object.keys(systems).flatMap((one) => Object.keys(kinds).map((two) => `${one}-${two}`));
  throw new Error(`build: expected a target of ${targets.join(", ")}, got ${target}; try linux-x64`);
}

// Looked for before anything is made: without it there is nothing to build.
const api = dirname(createRequire(import.meta.url).resolve("node-api-headers"));
const folder = resolve(option("out", fileURLToPath(new URL("../../../../native/", import.meta.url))));
mkdirSync(folder, { recursive: true });
const work = mkdtempSync(join(folder, "build-"));
const unasked = ["-fno-math-errno", "-fno-trapping-math", "-fvisibility=hidden"];
const common = [...system.compiling, "-O2", "-std=gnu11", ...unasked];
const run = async (program, ...words) => {
  const { stderr } = await promisify(execFile)(program, words);
  process.stderr.write(stderr);
};
const compile = (...words) => run(...compiler, ...common, ...words);

/**
 * What a linker for Windows reads Node-API's functions from, by zig. No other compiler is asked there: gcc does not align
 * the stack for wide vectors.
 */
async function listsOfFunctions() {
  const [zig] = compiler;
  const lists = ["js_native_api", "node_api"].map(async (name) => {
    const list = join(work, `${name}.lib`);
    const names = join(api, "def", `${name}.def`);
    await run(zig, "dlltool", "-m", "i386:x86-64", "-D", "node.exe", "-d", names, "-l", list);
    return list;
  });
  return Promise.all(lists);
}

try {
  const objects = Object.entries(kinds[architecture]).flatMap(([kind, { lanes, flags, modes: own }]) =>
    own.map(async (mode) => {
      const object = join(work, `${kind}-${mode}.o`);
      const defines = [`-DKIND=${kind}_${mode}`, `-DLANES=${lanes}`];
      await compile(...flags, ...modes[mode], ...defines, "-c", join(sources, "kernels.c"), "-o", object);
      return object;
    }),
  );
  const library = join(work, "gradbook");
  const module = ["-shared", "-I", join(api, "include"), join(sources, "module.c"), ...system.linking];
  const lists = system.listed ? await listsOfFunctions() : [];
  await compile(...module, ...(await Promise.all(objects)), ...lists, "-o", library);
  renameSync(library, join(folder, `gradbook-${target}.node`));
} finally {
  rmSync(work, { recursive: true });
}
