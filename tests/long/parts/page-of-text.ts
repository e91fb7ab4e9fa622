import { existsSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../support/project.js";
import type { Part } from "../part.js";

const native = join(projectRoot, `lib/native/gradbook-${process.platform}-${process.arch}.node`);

export const part: Part = {
  title:
    "a character model of 4 blocks, 4 heads and width 128 learns a page of text by heart in under a minute",
  async run({ tests }) {
    const env = { GRADBOOK_PAGE_OF_TEXT: "1" };
    const run = (kernels: string, project: string) =>
      tests(`learns it by ${kernels}`, ["--project", project, "tests/lib/train/page-of-text.test.ts"], {
        env,
      });
    const rows = [await run("WebAssembly", "lib")];
    if (existsSync(native)) rows.push(await run("native kernels", "native"));
    return rows;
  },
};
