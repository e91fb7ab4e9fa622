import { readdirSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../support/project.js";
import { npmInstall } from "../npm-install.js";
import type { Part, Row } from "../part.js";

/** Those between stock tslab's 5.0 and the project's own 6.0, which every run of the tests has. */
const minors = [1, 2, 3, 4, 5, 6, 7, 8, 9];

const folders = ["tests/lib/types", "tests/lib/options"];

export const part: Part = {
  title: "what users write compiles with every TypeScript from 5.0 to 6.0",
  async run({ tests }) {
    const packages = minors.map((minor) => `typescript-5.${minor}@npm:typescript@~5.${minor}.0`);
    const env = { GRADBOOK_COMPILERS: await npmInstall("compilers", packages) };
    const rows: Row[] = [];
    // A row a file: each has its own result where one takes long.
    for (const folder of folders) {
      const files = readdirSync(join(projectRoot, folder)).filter((file) => file.endsWith(".test.ts"));
      for (const file of files.sort()) {
        rows.push(await tests(file.slice(0, -8), ["--project", "lib*", `${folder}/${file}`], { env }));
      }
    }
    return rows;
  },
};
