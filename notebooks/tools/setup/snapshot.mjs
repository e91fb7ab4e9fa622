import { join } from "node:path";
import { run } from "./run.mjs";

/**
 * The type service's startup snapshot, so that a learner's first kernel starts fast, too. The kernel works
 * without one, only slower, so a Node that cannot make it is no reason to stop.
 *
 * @param {import("./project.mjs").Project} project
 * @returns {import("./steps.mjs").Step}
 */
export function snapshotStep(project) {
  return {
    name: "snapshot",
    title: "startup snapshot of the kernel's type service",
    inputs: () => ({
      values: [process.execPath, process.version],
      paths: ["kernel/src", "package-lock.json"].map((path) => join(project.root, path)),
    }),
    made: () => [],
    async run() {
      const builder = join(project.root, "kernel", "dist", "type-process", "build-snapshot.js");
      await run([process.execPath, builder], { cwd: project.root, log: join(project.logs, "snapshot.log") });
    },
  };
}
