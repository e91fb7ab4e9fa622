import { describe, expect, it, vi } from "vitest";
import { countAskedFor } from "../support/count-asked-for.js";
import { withBusyCores } from "./busy-cores.js";
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

  it("keeps cores busy only as long as the work takes, also when that fails", async () => {
    await expect(withBusyCores(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    expect(await withBusyCores(async () => 7)).toBe(7);
  });
});
