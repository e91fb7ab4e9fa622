import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { projectRoot } from "../support/project.js";

test("every public name is documented: typedoc reads the library without a warning", {
  timeout: 180_000,
}, () => {
  const typedoc = `${projectRoot}/node_modules/typedoc/bin/typedoc`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [typedoc, "--emit", "none"], {
    cwd: `${projectRoot}/lib`,
    encoding: "utf8",
  });
  expect(stdout + stderr).not.toMatch(/warning|error/);
  expect(status).toBe(0);
});
