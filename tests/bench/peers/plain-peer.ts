import { join } from "node:path";
import { build } from "esbuild";
import { projectRoot } from "../../support/project.js";

/**
 * Our own peer's program as plain JavaScript, made once: a process that reads TypeScript would hold the compiler, too, and its
 * memory is measured. It lies as deep as its source, so that its paths hold.
 */
export async function plainPeer(source: string): Promise<string> {
  const outfile = join(projectRoot, ".gradbook", "bench", "peers", "gradbook-peer.mjs");
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["gradbook"],
    logLevel: "error",
  });
  return outfile;
}
