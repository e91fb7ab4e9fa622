import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Held } from "../../../kernel/src/front/held.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a kernel that ends after long rest says what it held", () => {
  const held = new Held();
  held.add(["x", "model"]);
  held.add(["x"]);
  vi.advanceTimersByTime(7_200_000);
  expect(held.farewell()).toBe(
    "This kernel was ended after 120 minutes without use. It held x, model; run the cells again to have them back.\n",
  );
});

test("of many names it says how many more there were", () => {
  const held = new Held();
  held.add(Array.from({ length: 11 }, (_, i) => `x${i}`));
  vi.advanceTimersByTime(600_000);
  expect(held.farewell()).toContain("It held x0, x1, x2, x3, x4, x5, x6, x7 and 3 more;");
});

test("one that was used lately, or holds nothing, says nothing", () => {
  const held = new Held();
  vi.advanceTimersByTime(7_200_000);
  expect(held.farewell()).toBeUndefined();
  held.add(["x"]);
  vi.advanceTimersByTime(599_000);
  expect(held.farewell()).toBeUndefined();
  held.add([]);
  vi.advanceTimersByTime(599_000);
  expect(held.farewell()).toBeUndefined();
  vi.advanceTimersByTime(1000);
  expect(held.farewell()).toBeDefined();
  held.clear();
  expect(held.farewell()).toBeUndefined();
});
