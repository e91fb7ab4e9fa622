import { join } from "node:path";
import { npmInstall } from "../npm-install.js";
import type { Part, Row } from "../part.js";

/** All but the oldest that the project runs on; on these CI runs the library's bits, and on the newest some of the kernel. */
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
