import { expect, test } from "vitest";
import { History } from "../../../kernel/src/front/history.js";

function filled(): History {
  const history = new History();
  for (const [index, input] of ["let a = 1", "a + 1", "let b = 2", "a + 1"].entries())
    history.add(index + 1, input);
  return history;
}

test.each([
  ["the tail", { hist_access_type: "tail", n: 2 }, [3, 4]],
  ["everything", { hist_access_type: "tail" }, [1, 2, 3, 4]],
  ["a range", { hist_access_type: "range", start: 2, stop: 4 }, [2, 3]],
  ["another session, of which there is none", { hist_access_type: "range", session: -1 }, []],
  ["a search", { hist_access_type: "search", pattern: "let*" }, [1, 3]],
  ["a search with ?", { hist_access_type: "search", pattern: "a ? 1" }, [2, 4]],
  ["a search without doubles", { hist_access_type: "search", pattern: "a*", unique: true }, [4]],
  ["the end of a search", { hist_access_type: "search", pattern: "*", n: 1 }, [4]],
])("%s", (_, request, lines) => {
  const { history } = filled().reply(request) as { history: [number, number, string][] };
  expect(history.map(([, line]) => line)).toEqual(lines);
});

test("with outputs, entries are pairs", () => {
  const { history } = filled().reply({ hist_access_type: "tail", n: 1, output: true }) as {
    history: unknown[];
  };
  expect(history).toEqual([[0, 4, ["a + 1", null]]]);
});

test("an unknown way of access is named", () => {
  expect(() => filled().reply({ hist_access_type: "all" })).toThrow(
    "expected hist_access_type to be range, tail or search, got all",
  );
});
