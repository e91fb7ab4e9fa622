// Compiles the native kernels beside it for this machine into lib/native/, where the library finds
// them. Nothing needs them: without a C compiler all is computed by WebAssembly, to the same bits.
//   node lib/src/engine/native/c/build.mjs [--target linux-x64] [--compiler gcc]
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const sources = fileURLToPath(new URL("./", import.meta.url));
const kinds = {
  x64: {
    avx512: {
      lanes: 16,
      flags: ["-mavx512f", "-mavx512vl", "-mavx512bw", "-mavx512dq", "-mfma", "-mprefer-vector-width=512"],
    },
    avx2: { lanes: 8, flags: ["-mavx2", "-mfma"] },
  },
  arm64: { neon: { lanes: 4, flags: [] } },
};
const modes = { exact: "off", fast: "fast" };
const endings = { darwin: "dylib", win32: "dll" };

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const target = option("target", `${process.platform}-${process.arch}`);
const compiler = option("compiler", process.env.CC || "cc").split(" ");
const [platform, architecture] = target.split("-");
if (kinds[architecture] === undefined) {
  throw new Error(
    `build: expected a target of ${Object.keys(kinds).join(" or ")}, got ${target}; try linux-x64`,
  );
}

const folder = fileURLToPath(new URL("../../../../native/", import.meta.url));
mkdirSync(folder, { recursive: true });
const work = mkdtempSync(join(folder, "build-"));
const compile = (...words) =>
  execFileSync(compiler[0], [...compiler.slice(1), ...words], { stdio: "inherit" });
try {
  const common = ["-O2", "-std=gnu11", "-fno-math-errno", "-fno-trapping-math", "-fvisibility=hidden"];
  if (platform !== "win32") common.push("-fPIC");
  const objects = [];
  for (const [kind, { lanes, flags }] of Object.entries(kinds[architecture])) {
    for (const [mode, contract] of Object.entries(modes)) {
      const object = join(work, `${kind}-${mode}.o`);
      const defines = [`-DKIND=${kind}_${mode}`, `-DLANES=${lanes}`, `-ffp-contract=${contract}`];
      compile(...common, ...flags, ...defines, "-c", join(sources, "kernels.c"), "-o", object);
      objects.push(object);
    }
  }
  const library = join(work, "gradbook");
  compile(...common, "-shared", "-s", join(sources, "kinds.c"), ...objects, "-o", library);
  renameSync(library, join(folder, `gradbook-${target}.${endings[platform] ?? "so"}`));
} finally {
  rmSync(work, { recursive: true });
}
