import "../../../kernel/src/type-process/typescript.js";
import { expect, test } from "vitest";
import type { CellRequest } from "../../../kernel/src/cell-contract.js";
import { PageTypes } from "../../../kernel/src/page/kernel/page-types.js";
import type { PageWorker } from "../../../kernel/src/page/kernel/page-worker.js";
import { LESSON } from "../../../kernel/src/page/types/paths.js";
import { type ServiceKind, serveTypes, type ToTypes } from "../../../kernel/src/page/types/serve.js";

/** A types worker in this thread; it notes which service it was asked for. */
function worker(asked: ServiceKind[]): PageWorker {
  let tell = (_message: unknown): void => {};
  const take = serveTypes({}, (answer) => tell(answer));
  return {
    postMessage(message) {
      const given = message as ToTypes;
      if ("to" in given) asked.push(given.to);
      queueMicrotask(() => take(given));
    },
    terminate() {},
    listen(onMessage) {
      tell = onMessage;
    },
  };
}

/** The types of a page, what they say later of cells that ran unchecked, and which service was asked for what. */
function openPage() {
  const asked: ServiceKind[] = [];
  const told: (readonly [cell: number, messages: readonly string[]])[] = [];
  const types = new PageTypes(worker(asked), {});
  const run = async (cell: number, source: string) => {
    const request: CellRequest = { source, cell, directory: LESSON, ticks: false };
    const { compiled, isChecked } = await types.compile(request);
    types.commit(request, isChecked, (problems) => {
      told.push([cell, problems.map(({ message }) => message)]);
    });
    return { isChecked, messages: compiled.problems.map(({ message }) => message) };
  };
  return { types, asked, told, run };
}

test("cells that others wait for are compiled before the full service begins, which is then told of all", async () => {
  const { types, asked, told, run } = openPage();
  expect(await run(1, "const first: string = 1;")).toEqual({ isChecked: false, messages: [] });
  expect(await run(2, "const second = first;")).toEqual({ isChecked: false, messages: [] });
  expect(new Set(asked)).toEqual(new Set(["quick"]));
  types.begin();
  await expect
    .poll(() => told)
    .toEqual([
      [1, ["Type 'number' is not assignable to type 'string'."]],
      [2, []],
    ]);
  expect(await run(3, "const third: number = second;")).toEqual({
    isChecked: true,
    messages: ["Type 'string' is not assignable to type 'number'."],
  });
  types.end();
});

test("an editor's question is answered with the names of cells that ran unchecked", async () => {
  const { types, run } = openPage();
  await run(1, "const lesson = { planned: 1 };");
  await run(2, "const alias = lesson;");
  const { matches } = await types.complete({ source: "alias.pl", offset: 8 });
  expect(matches).toContain("planned");
  const { found, data } = await types.inspect({ source: "alias", offset: 2 });
  expect([found, data["text/plain"]]).toEqual([true, expect.stringContaining("planned: number")]);
  types.end();
});
