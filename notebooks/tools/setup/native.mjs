import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { run } from "./run.mjs";
import { filesBelow } from "./stamp.mjs";

/**
 * The library's kernels, compiled for this processor, where a C compiler is found. Nothing needs them: without,
 * WebAssembly computes, to the same bits.
 *
 * @param {import("./project.mjs").Project} project
 * @param {import("./progress.mjs").Progress} progress
 * @returns {import("./steps.mjs").Step}
 */
export function nativeStep(project, progress) {
  const sources = join(project.root, "lib/src/engine/native/c");
  const compiler = compilerVersion();
  return {
    name: "native",
    title: "native kernels",
    inputs: () => ({ values: [process.platform, process.arch, compiler ?? "no compiler"], paths: [sources] }),
    made: () => filesBelow(join(project.root, "lib/native")),
    async run() {
      const without = (/** @type {string} */ why) =>
        progress.note(`    ${why}: WebAssembly computes, to the same bits`);
      if (compiler === undefined) return without("no C compiler found");
      const log = join(project.logs, "native.log");
      const { code } = await run([process.execPath, join(sources, "build.mjs")], { cwd: project.root, log });
      if (code !== 0) without(`not compiled, see ${log}`);
    },
  };
}

/** @returns {string | undefined} */
function compilerVersion() {
  const [program, ...words] = (process.env.CC || "cc").split(" ");
  const { status, stdout } = spawnSync(/** @type {string} */ (program), [...words, "--version"], {
    encoding: "utf8",
  });
  return status === 0 ? stdout.split("\n")[0] : undefined;
}
