import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

/**
 * Joins the type service and the TypeScript compiler into the one script that a V8 startup snapshot is built
 * from: such a script may load nothing but Node's own modules.
 *
 * It is minified, since its text is in the snapshot and again in memory: four megabytes instead of ten. It is ASCII as
 * well, as all that esbuild writes; a single character that Latin-1 lacks would make V8 hold two bytes for each.
 *
 * @param directory where the built modules are: the folder that holds `type-process/`, `types/` and `compiler/`
 */
export async function bundleService(directory: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(directory, "type-process", "main.js")],
    bundle: true,
    platform: "node",
    format: "cjs",
    minify: true,
    legalComments: "none",
    write: false,
    logLevel: "silent",
    plugins: [inPlace],
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error("bundleService: expected a script of esbuild, got none");
  return script.text;
}

const require = createRequire(import.meta.url);

/** Each file goes on to know where it lies, although it runs elsewhere; and the compiler is part of the script. */
const inPlace: Plugin = {
  name: "in place",
  setup({ onLoad, onResolve }) {
    const compiler = require.resolve("typescript");
    // Not every Node that makes a snapshot knows its modules by names with `node:`.
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path: path.slice("node:".length), external: true }));
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (path === compiler) {
        const place = { __filename: path, __dirname: dirname(path) };
        const names = Object.entries(place).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
        return { contents: `var ${names.join(", ")};\n${text}` };
      }
      return {
        contents: text
          .replace('createRequire(import.meta.url)("typescript")', `require(${JSON.stringify(compiler)})`)
          .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)),
      };
    });
  },
};
