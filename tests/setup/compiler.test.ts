import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { projectRoot } from "../support/project.js";

it("npx tsc is the project's TypeScript, not the older one that tslab brings along", async () => {
  const { stdout } = await promisify(execFile)("npx tsc --version", { cwd: projectRoot, shell: true });
  expect(stdout.trim()).toMatch(/^Version 6\.0\./);
});
