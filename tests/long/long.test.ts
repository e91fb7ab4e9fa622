import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { countAskedFor } from "../support/count-asked-for.js";
import { withBusyCores } from "./busy-cores.js";
import { isLocked } from "./debian-packages.js";
import { endedEarly } from "./ended-early.js";
import { parseLongOptions } from "./options.js";
import { summary } from "./table.js";

describe("npm run check:long", () => {
  const known = ["kernel", "lessons", "stop"];

  it("runs every part, or those named, in their order", () => {
    expect(parseLongOptions([], known)).toEqual({ parts: known, list: false });
    expect(parseLongOptions(["stop", "kernel"], known)).toEqual({ parts: ["kernel", "stop"], list: false });
    expect(parseLongOptions(["--list"], known)).toEqual({ parts: known, list: true });
  });

  it.each([["lesson"], ["--lst"]])("refuses %s and names what there is", (arg) => {
    expect(() => parseLongOptions([arg], known)).toThrow(
      `check:long: expected --list or parts (kernel, lessons, stop), got ${arg}; try npm run check:long -- --help`,
    );
  });

  it("ends in a table, and says where to read on about what failed", () => {
    const row = {
      part: "lessons",
      what: "stock tslab",
      passed: 20,
      failed: 0,
      skipped: 3,
      seconds: 90,
      log: "a.log",
    };
    expect(summary([row, { ...row, what: "nbconvert", failed: 2, log: "b.log" }])).toBe(
      [
        "| part    | what        | passed | failed | skipped | minutes |",
        "| :------ | :---------- | -----: | -----: | ------: | ------: |",
        "| lessons | stock tslab |     20 |      0 |       3 |     1.5 |",
        "| lessons | nbconvert   |     20 |      2 |       3 |     1.5 |",
        "",
        "What failed:",
        "  lessons, nbconvert: b.log",
      ].join("\n"),
    );
  });

  it("counts a part that an error has ended as one failure, told in a line, and all of it in a log", () => {
    const folder = mkdtempSync(join(tmpdir(), "gradbook-ended-"));
    const log = join(folder, "long", "image-1.log");
    try {
      const row = endedEarly(new Error("Command failed: apt-get\nE: no such package"), { log, seconds: 3 });
      expect(row).toMatchObject({ what: "Error: Command failed: apt-get", failed: 1, seconds: 3 });
      expect(resolve(row.log)).toBe(log);
      expect(readFileSync(log, "utf8")).toContain("E: no such package");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("takes how many of something to try from the environment, and refuses what is no number", () => {
    expect(countAskedFor("GRADBOOK_SEQUENCES", 12)).toBe(12);
    vi.stubEnv("GRADBOOK_SEQUENCES", "200");
    expect(countAskedFor("GRADBOOK_SEQUENCES", 12)).toBe(200);
    for (const wrong of ["many", "-1", "1.5"]) {
      vi.stubEnv("GRADBOOK_SEQUENCES", wrong);
      expect(() => countAskedFor("GRADBOOK_SEQUENCES", 12)).toThrow(
        `GRADBOOK_SEQUENCES: expected a whole number, got ${wrong}; try GRADBOOK_SEQUENCES=12`,
      );
    }
    vi.unstubAllEnvs();
  });

  it("waits for another who installs Debian's packages, and for nothing else", () => {
    const held = "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt-get)";
    expect(
      isLocked(new Error(`Command failed: apt-get update -qq\n${held}\nE: Unable to lock directory`)),
    ).toBe(true);
    const denied = "E: Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)";
    expect(isLocked(new Error(`Command failed: apt-get update -qq\n${denied}`))).toBe(false);
  });

  it("keeps cores busy only as long as the work takes, also when that fails", async () => {
    await expect(withBusyCores(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    expect(await withBusyCores(async () => 7)).toBe(7);
  });
});
