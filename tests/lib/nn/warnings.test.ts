import { nn, tensor } from "gradbook";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.restoreAllMocks());

test("a softmax over a single unit, which is always 1, is warned of once", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  nn.dense(2, { activation: "softmax" }).apply(tensor([[1]]));
  expect(warn).not.toHaveBeenCalled();
  nn.dense(1, { activation: "softmax" }).apply(tensor([[1], [2]]));
  nn.softmax().apply(tensor([[1]]));
  expect(warn.mock.calls).toEqual([
    ["softmax: expected a unit for each class, got one, which is always 1; try sigmoid"],
  ]);
});

test("so is one in code of your own; one row, and attention to one key, are not", async () => {
  vi.resetModules();
  const { tensor: fresh } = await import("gradbook");
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  fresh([[1, 2]]).softmax();
  fresh([[1]]).softmax();
  fresh([[[1], [2]]]).softmax();
  fresh([[1], [2]]).softmax(0);
  expect(warn).not.toHaveBeenCalled();
  fresh([[1], [2]]).softmax();
  fresh([[1, 2]]).softmax(0);
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    "softmax: expected a unit for each class, got one, which is always 1; try sigmoid",
  );
});

test("a batch without examples leaves batch normalization's statistics as they are", () => {
  const layer = nn.batchNormalization();
  layer.apply(
    tensor([
      [1, 2],
      [3, 4],
    ]),
    { training: true },
  );
  const before = layer.getWeights();
  const empty = layer.apply(tensor([[1, 2]]).slice([[0, 0]]), { training: true });
  expect(empty.shape).toEqual([0, 2]);
  expect(layer.getWeights()).toEqual(before);
});
