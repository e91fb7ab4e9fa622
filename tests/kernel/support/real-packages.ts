import { join } from "node:path";
import { installPackages } from "../../support/packages.js";
import { projectRoot } from "../../support/project.js";

/** A folder with the packages of `tests/kernel/real-packages`, or undefined where npm cannot install them. */
export function installRealPackages(): string | undefined {
  return installPackages(join(projectRoot, "tests", "kernel", "real-packages"));
}
