import { expect, test } from "vitest";
import { shownText, usePage } from "./node-page.js";

const good = "data:text/javascript,export const twice = (n) => 2 * n; export default { name: 'doubler' };";
const page = usePage({
  packages: {
    doubler: ["data:text/javascript,throw new Error('down')", good],
    "@scope/broken/part": ["data:text/javascript,throw 1"],
  },
});

async function last(...cells: readonly string[]): Promise<string | undefined> {
  let text: string | undefined;
  for (const cell of cells) {
    const { status, outputs, error, problems } = await page.run(cell);
    expect(status, error?.traceback.join("\n")).toBe("ok");
    expect(problems).toEqual([]);
    text = shownText(outputs);
  }
  return text;
}

test("a package that the reader allows is fetched from the first place that has it, and is of type any", async () => {
  await page.kernel.check("1");
  expect(await last('import doubler, { twice } from "doubler";', "[doubler.name, twice(21)]")).toBe(
    "[ 'doubler', 42 ]",
  );
  expect(await last('(await import("doubler")).twice(2)')).toBe("4");
  expect([...page.problems.values()].flat()).toEqual([]);
  expect(await page.kernel.check('import { x } from "doubler";')).toEqual([]);
});

test("another error in such a cell refuses it, with that error alone", async () => {
  const { status, problems } = await page.run('import { twice } from "doubler";\nconst wrong: string = 5;');
  expect(status).toBe("refused");
  expect(problems.map(({ code }) => code)).toEqual(["TS2322"]);
});

test.each([
  [
    'import "lodash";',
    'import: expected one of gradbook, gradbook/exercise, gradbook-kernel, tslab, got "lodash"; a package from npm ' +
      "comes to a page when its reader has it fetched",
  ],
  [
    'import broken from "@scope/broken/part";\nbroken',
    'import: expected "@scope/broken/part" from npm, got nothing (data:text/javascript,throw 1: 1)',
  ],
])("%s is an error that says so", async (cell, words) => {
  const { status, error } = await page.run(cell);
  expect(status).toBe("error");
  expect(error?.evalue).toBe(words);
});
