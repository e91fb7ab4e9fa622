import { existsSync, readFileSync } from "node:fs";
import { startTypeService } from "../../kernel/src/type-process/client.js";
import { findLessons, type Lesson } from "../../notebooks/tools/lessons/catalog.js";
import type { Bench } from "./measure.js";

/** How long a process's main thread has computed, in ms: the same whatever else the machine does, nearly. */
function computedBy(pid: number | undefined): number {
  const file = `/proc/${pid}/task/${pid}/schedstat`;
  return existsSync(file) ? Number(readFileSync(file, "utf8").split(" ")[0]) / 1e6 : performance.now();
}

function codeOf({ notebook }: Lesson): readonly string[] {
  return notebook.cells.flatMap((cell) => (cell.cell_type === "code" ? [cell.source] : []));
}

/** Milliseconds that the kernel's type service computes for a lesson, with and without the library's types warm. */
async function check(lesson: Lesson, before: Lesson | undefined): Promise<number> {
  const { directory } = lesson;
  const service = startTypeService({ language: "typescript", directory });
  let cell = 0;
  const checkAll = async (cells: readonly string[], folder: string): Promise<void> => {
    for (const source of cells) {
      const { problems } = await service.compile({ source, cell, directory: folder });
      const error = problems.find(({ category }) => category === "error");
      if (error !== undefined) throw new Error(`bench: ${lesson.name}: ${error.message}`);
      service.commit(cell++, true);
    }
  };
  try {
    // Its imports are read beforehand: what is timed is checking, not finding files.
    if (before !== undefined) await checkAll(codeOf(before), before.directory);
    service.reset();
    const [imports, ...cells] = codeOf(lesson);
    await checkAll([imports ?? ""], directory);
    const begun = computedBy(service.pid);
    await checkAll(cells, directory);
    return computedBy(service.pid) - begun;
  } finally {
    service.dispose();
  }
}

/**
 * How long the kernel's type service computes to check and compile all cells of a lesson after its imports: in a
 * service that has checked another lesson, whose library types are so far warm, and in one that has just started.
 * Where the system does not say what a thread computed, it is the time that passed.
 */
export function typesBenches(): readonly Bench[] {
  const lessons = findLessons();
  return lessons.map((lesson, index) => ({
    name: `types: check ${lesson.name}`,
    unit: "ms",
    peers: {
      "after another lesson": () => check(lesson, lessons[(index + 1) % lessons.length]),
      "first of all": () => check(lesson, undefined),
    },
  }));
}
