import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { move, writeAtomically } from "../../notebooks/tools/setup/files.mjs";

/** A rename that a virus scanner is in the way of, a number of times. */
function scanned(times: number, code = "EPERM") {
  let calls = 0;
  const rename = (): void => {
    calls += 1;
    if (calls <= times) throw Object.assign(new Error(code), { code });
  };
  return { rename, calls: () => calls };
}

describe("renaming", () => {
  it("is tried again on Windows, where a virus scanner may be reading the file", () => {
    const { rename, calls } = scanned(3);
    move("a", "b", { rename, platform: "win32" });
    expect(calls()).toBe(4);
  });

  it("is given up after two seconds, and at once elsewhere and for another reason", () => {
    const always = scanned(1000);
    expect(() => move("a", "b", { rename: always.rename, platform: "win32" })).toThrow("EPERM");
    expect(always.calls()).toBe(20);
    const linux = scanned(1);
    expect(() => move("a", "b", { rename: linux.rename, platform: "linux" })).toThrow("EPERM");
    const missing = scanned(1, "ENOENT");
    expect(() => move("a", "b", { rename: missing.rename, platform: "win32" })).toThrow("ENOENT");
  });
});

it("a file that cannot be put in its place leaves nothing behind", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeAtomically(join(folder, "place", "in it"), "text");
  expect(readFileSync(join(folder, "place", "in it"), "utf8")).toBe("text");
  expect(() => writeAtomically(join(folder, "place"), "text")).toThrow();
  expect(readdirSync(folder)).toEqual(["place"]);
});
