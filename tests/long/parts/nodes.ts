import { join } from "node:path";
import { npmInstall } from "../npm-install.js";
import type { Part, Row } from "../part.js";

/** Those between the oldest that the project runs on and the newest, on which CI runs all of this. */
const versions = ["22", "24"];

export const part: Part = {
  title: `the kernel's tests on Node ${versions.join(" and ")}`,
  async run({ tests }) {
    const rows: Row[] = [];
    for (const version of versions) {
      const platform = `node-${process.platform}-${process.arch}`;
      const modules = await npmInstall(`nodes/${version}`, [`${platform}@${version}`]);
      const node = join(modules, platform, "bin");
      rows.push(await tests(`Node ${version}`, ["--project", "kernel*"], { node }));
    }
    return rows;
  },
};
