import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeWith, needs } from "../../support/needs.js";
import { deploy } from "./python.js";

describeWith(needs.python(), "times of files before an image is made of them", () => {
  it("are the second in which they were written, in all folders", () => {
    const folder = mkdtempSync(join(tmpdir(), "gradbook-times-"));
    try {
      const [early, late] = [join(folder, "early"), join(folder, "deep", "late")];
      mkdirSync(join(folder, "deep"));
      for (const path of [early, late]) writeFileSync(path, "");
      utimesSync(early, 1000.25, 1000.25);
      utimesSync(late, 2000.75, 2000.75);
      symlinkSync("nowhere", join(folder, "link"));
      execFileSync("python3", [join(deploy, "whole_seconds.py"), folder], { stdio: "pipe" });
      expect([early, late].map((path) => statSync(path).mtimeMs)).toEqual([1_000_000, 2_000_000]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
