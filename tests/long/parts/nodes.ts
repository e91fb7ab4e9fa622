import { join } from "node:path";
import { npmInstall } from "../npm-install.js";
import type { Part, Row } from "../part.js";

/** All but the oldest that the project runs on; of the newest, 26, CI runs the kernel's tests and the library's bits. */
const versions = ["22", "24", "26"];

export const part: Part = {
  title: `the kernel's and the library's tests on Node ${versions.join(", ")}`,
  async run({ tests }) {
    const rows: Row[] = [];
    for (const version of versions) {
      const platform = `node-${process.platform}-${process.arch}`;
      const modules = await npmInstall(`nodes/${version}`, [`${platform}@${version}`]);
      const node = join(modules, platform, "bin");
      rows.push(await tests(`Node ${version}`, ["--project", "lib", "--project", "kernel*"], { node }));
    }
    return rows;
  },
};
