import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../../support/project.js";

/**
 * The libraries and kernels that are compared with, what fast mode reaches the system's BLAS with, and a package that
 * cells import, in the versions that the tables in README.md are of.
 */
const packages = {
  "@tensorflow/tfjs": "4.22.0",
  "@tensorflow/tfjs-backend-wasm": "4.22.0",
  "@jax-js/jax": "0.1.25",
  deno: "2.9.6",
  koffi: "3.3.4",
  lodash: "4.17.21",
  "@types/lodash": "4.17.20",
};

/** Installs them beside the project, not into it. Returns their folder; undefined when npm cannot. */
export async function peersFromNpm(): Promise<string | undefined> {
  const folder = join(projectRoot, ".gradbook", "bench");
  const place = join(folder, "package.json");
  const manifest = `${JSON.stringify({ private: true, dependencies: packages }, null, 2)}\n`;
  const isInstalled = existsSync(join(folder, "node_modules", ".package-lock.json"));
  if (isInstalled && readFileSync(place, "utf8") === manifest) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(place, manifest);
  try {
    await promisify(execFile)("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"], {
      cwd: folder,
    });
    return folder;
  } catch (error) {
    console.error(`bench: the peers from npm cannot be installed, they are left out: ${error}`);
    return undefined;
  }
}
