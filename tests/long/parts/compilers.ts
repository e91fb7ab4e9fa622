import { npmInstall } from "../npm-install.js";
import type { Part } from "../part.js";

/** Those between stock tslab's 5.0 and the project's own 6.0, which every run of the tests has. */
const minors = [1, 2, 3, 4, 5, 6, 7, 8, 9];

export const part: Part = {
  title: "what users write compiles with every TypeScript from 5.0 to 6.0",
  async run({ tests }) {
    const packages = minors.map((minor) => `typescript-5.${minor}@npm:typescript@~5.${minor}.0`);
    const env = { GRADBOOK_COMPILERS: await npmInstall("compilers", packages) };
    return [
      await tests("TypeScript 5.0 to 6.0", ["--project", "lib", "tests/lib/types", "tests/lib/options"], {
        env,
      }),
    ];
  },
};
