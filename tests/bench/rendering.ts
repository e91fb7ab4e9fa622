import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findLessons } from "../../notebooks/tools/lessons/catalog.js";
import { runPython } from "../e2e/venv.js";
import { needs } from "../support/needs.js";
import { projectRoot } from "../support/project.js";
import type { Bench } from "./measure.js";

const execute = promisify(execFile);

/**
 * The whole course made into pages, every cell executed, by one command each. Lessons on the real pictures are among
 * them where these are; without Python nothing is measured.
 */
export function renderingBenches(): readonly Bench[] {
  if (!needs.python().ok) return [];
  const lessons = findLessons().filter(({ realData }) => !realData || needs.data().ok);
  const paths = lessons.map(({ path }) => path);
  return [
    {
      name: `render: ${paths.length} lessons, executed`,
      unit: "s",
      rounds: 2,
      onlyByName: true,
      peers: {
        "gradbook-kernel render": () =>
          timed(async (folder) => {
            const command = [join(projectRoot, "kernel/dist/cli.js"), "render", "--output", folder, ...paths];
            await execute(process.execPath, command);
          }),
        "jupyter nbconvert --execute": () =>
          timed((folder) =>
            runPython(["nbconvert", "--to", "html", "--execute", "--output-dir", folder, ...paths]),
          ),
      },
    },
  ];
}

/** The seconds that it takes to fill a folder. */
async function timed(act: (folder: string) => Promise<void>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-bench-rendering-"));
  try {
    const begun = performance.now();
    await act(folder);
    return (performance.now() - begun) / 1000;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
