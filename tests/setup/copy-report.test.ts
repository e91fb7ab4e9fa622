import { describe, expect, it } from "vitest";
import { copyLines } from "../../notebooks/tools/setup/copy-report.mjs";

const nothing = { added: [], updated: [], kept: [], removed: [], moved: [], backups: [] };
const folder = "notebooks/my-copy";
const lessons = Array.from({ length: 43 }, (_, i) => `week-1/lesson-${i}`);

describe("what npm start says of the working copy", () => {
  it("names a few lessons", () => {
    expect(
      copyLines({ ...nothing, added: ["week-6/convolution"], updated: ["index", "glossary"] }, folder),
    ).toEqual([
      "New in notebooks/my-copy: week-6/convolution",
      "Updated in notebooks/my-copy: index, glossary",
    ]);
  });

  it("counts many, as at the first start, in one short line", () => {
    expect(copyLines({ ...nothing, added: lessons }, folder)).toEqual([
      "New in notebooks/my-copy: 43 notebooks",
    ]);
    expect(copyLines({ ...nothing, added: [...lessons, "words.csv"] }, folder)).toEqual([
      "New in notebooks/my-copy: 43 notebooks and a file beside them",
    ]);
    expect(copyLines({ ...nothing, updated: [...lessons, "a.json", "b.csv"] }, folder)).toEqual([
      "Updated in notebooks/my-copy: 43 notebooks and 2 files beside them",
    ]);
  });

  it("says of each lesson that stays how to get the newer version", () => {
    expect(copyLines({ ...nothing, kept: ["week-1/xor"] }, folder)).toEqual([
      "You changed week-1/xor, so it stays; `npm start -- --reset week-1/xor` takes the newer version.",
    ]);
  });

  it("says which answers have come along", () => {
    expect(copyLines({ ...nothing, moved: ["week-6/convolution/exercise-4"] }, folder)).toEqual([
      "Your answer to exercise-4 of week-6/convolution moved along with the exercise.",
    ]);
  });

  it("says where the outputs of updated lessons are kept, or how many", () => {
    expect(copyLines({ ...nothing, updated: ["index"], backups: ["index-backup-1.ipynb"] }, folder)).toEqual([
      "Updated in notebooks/my-copy: index",
      "  what you had run is kept in index-backup-1.ipynb",
    ]);
    expect(copyLines({ ...nothing, updated: lessons, backups: lessons }, folder)).toEqual([
      "Updated in notebooks/my-copy: 43 notebooks",
      "  what you had run is kept beside them, in 43 notebooks named …-backup-N",
    ]);
  });

  it("says nothing when nothing changed", () => {
    expect(copyLines({ ...nothing, removed: ["week-1/old.ipynb"] }, folder)).toEqual([]);
  });
});
