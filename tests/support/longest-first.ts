import { existsSync } from "node:fs";
import { join } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { projectRoot } from "./project.js";

/**
 * The files that take longest, the longest first. Vitest knows how long each took only where it has run before, and
 * begins with large files elsewhere; what begins last while the other workers have nothing left is time lost.
 */
const LONGEST: readonly string[] = [
  "notebooks/tslab.test.ts",
  "e2e/pages/lessons.test.ts",
  "notebooks/lessons.test.ts",
  "notebooks/tools/accessibility/course.test.ts",
  "notebooks/tools/accessibility/reference.test.ts",
  "e2e/pages/live.test.ts",
  "e2e/starting.test.ts",
  "kernel/types/shared-service.test.ts",
  "setup/python.test.ts",
  "lib/plot/gallery.test.ts",
  "notebooks/tools/site.test.ts",
  "kernel/hostile/replaced-builtins.test.ts",
  "lib/nn/types.test.ts",
  "kernel/render/command.test.ts",
  "kernel/survival.test.ts",
  "lib/train/real-data.test.ts",
  "lib/engine/bits-browser.test.ts",
  "kernel/packages.test.ts",
  "setup/set-up.test.ts",
];

/** Begins with what takes longest, whichever of the projects of a group it is of. */
export class LongestFirst extends BaseSequencer {
  constructor(...given: ConstructorParameters<typeof BaseSequencer>) {
    super(...given);
    const gone = LONGEST.find((path) => !existsSync(join(projectRoot, "tests", path)));
    if (gone !== undefined)
      throw new Error(`longest-first.ts: expected a file in tests/, got ${gone}; take it out`);
  }

  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rest = LONGEST.length;
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = LONGEST.findIndex((path) => moduleId.endsWith(`/tests/${path}`));
      return found < 0 ? rest : found;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
