import { afterEach, expect, test, vi } from "vitest";
import { watchParent } from "../../../kernel/src/front/parent.js";

afterEach(() => void vi.useRealTimers());

test("a parent that is gone is noticed: at once in the beginning, and within half a minute later", () => {
  vi.useFakeTimers();
  for (const alive of [0, 3_600_000]) {
    let parent = 7;
    const onGone = vi.fn();
    watchParent(onGone, () => parent);
    vi.advanceTimersByTime(alive);
    expect(onGone).not.toHaveBeenCalled();
    parent = 1;
    vi.advanceTimersByTime(alive === 0 ? 1000 : 30_000);
    expect(onGone).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(3_600_000);
    expect(onGone).toHaveBeenCalledTimes(1);
  }
});

test("a kernel at rest wakes twice a minute for it", () => {
  vi.useFakeTimers();
  const parent = vi.fn(() => 7);
  watchParent(() => {}, parent);
  vi.advanceTimersByTime(600_000);
  parent.mockClear();
  vi.advanceTimersByTime(600_000);
  expect(parent).toHaveBeenCalledTimes(20);
});
