import { type BuildOptions, build } from "esbuild";

/** One classic script, or style sheet, of a file and all that it imports, for any browser of the last years. */
export async function browserBundle(entry: string, options: BuildOptions = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    logLevel: "warning",
    ...options,
  });
  return outputFiles![0]!.text;
}
