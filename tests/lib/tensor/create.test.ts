import {
  arange,
  DTypeError,
  eye,
  full,
  linspace,
  OptionError,
  ones,
  onesLike,
  ShapeError,
  tensor,
  zeros,
  zerosLike,
} from "gradbook";
import { describe, expect, test } from "vitest";

describe("tensor", () => {
  test("takes the shape of the nesting and copies the values", () => {
    const source = new Float32Array([1, 2, 3, 4, 5, 6]);
    const x = tensor(source, { shape: [2, 3] });
    source[0] = 99;
    expect(x.toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect([x.size, x.rank, x.dtype]).toEqual([6, 2, "float32"]);
  });
  test("chooses the dtype from the values", () => {
    expect(tensor([1, 2]).dtype).toBe("float32");
    expect(tensor([true]).dtype).toBe("bool");
    expect(tensor(new Float64Array(1)).dtype).toBe("float64");
    expect(tensor(new Int32Array(1)).dtype).toBe("int32");
    expect(tensor(new Uint8Array([200])).toArray()).toEqual([200]);
  });
  test("rows may be typed arrays", () => {
    expect(tensor([new Float32Array([1, 2]), new Float32Array([3, 4])] as never)).toMatchObject({
      shape: [2, 2],
    });
  });
  test("empty nesting", () => {
    expect(tensor([]).shape).toEqual([0]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
  });
  test("JSON has the values", () => {
    const x = tensor(
      [
        [1, 2],
        [3, Number.NaN],
      ],
      { requiresGrad: true },
    );
    expect(JSON.stringify({ x })).toBe('{"x":[[1,2],[3,null]]}');
    expect(JSON.stringify(tensor([true, false]))).toBe("[true,false]");
    expect(JSON.stringify(tensor(0.5))).toBe("0.5");
    expect(tensor(JSON.parse(JSON.stringify(tensor([[1], [2]])))).toArray()).toEqual([[1], [2]]);
  });
  test("a dtype takes the values that it holds", () => {
    expect(tensor([1, 0, true], { dtype: "bool" }).toArray()).toEqual([true, false, true]);
    expect(tensor([-(2 ** 31), 2 ** 31 - 1, -0], { dtype: "int32" }).toArray()).toEqual([
      -(2 ** 31),
      2 ** 31 - 1,
      0,
    ]);
    expect(full([2], true, { dtype: "bool" }).toArray()).toEqual([true, true]);
    expect(arange(2, { dtype: "bool" }).toArray()).toEqual([false, true]);
    expect(linspace(0, 4, { count: 3, dtype: "int32" }).toArray()).toEqual([0, 2, 4]);
  });
  const whole = "a whole number from -2147483648 to 2147483647 for int32";
  const truth = "true or false, 1 or 0 for bool";
  test.each([
    ["tensor", whole, 1.5, () => tensor([1, 1.5], { dtype: "int32" })],
    ["tensor", whole, 2147483648, () => tensor(2 ** 31, { dtype: "int32" })],
    ["tensor", whole, Number.NaN, () => tensor([Number.NaN], { dtype: "int32" })],
    ["tensor", whole, 0.5, () => tensor(new Float64Array([0.5]), { dtype: "int32" })],
    ["tensor", truth, 2, () => tensor([true, 2] as never)],
    ["tensor", truth, -1, () => tensor([-1], { dtype: "bool" })],
    ["full", whole, 0.5, () => full([2], 0.5, { dtype: "int32" })],
    ["full", truth, 2, () => full([0], 2, { dtype: "bool" })],
    ["arange", whole, 0.5, () => arange(2, { step: 0.5, dtype: "int32" })],
    ["arange", truth, 2, () => arange(3, { dtype: "bool" })],
    ["linspace", whole, 0.25, () => linspace(0, 1, { count: 5, dtype: "int32" })],
  ])("%s refuses what is not %s: %d", (where, expected, value, make) => {
    expect(make).toThrow(DTypeError);
    expect(make).toThrow(
      `${where}: expected ${expected}, got ${value}; try { dtype: "float32" } or .cast("float32")`,
    );
  });
  test.each([
    [
      ShapeError,
      "tensor: expected rows of one length, got 2 and 1; try padding the shorter ones",
      [[1, 2], [3]],
    ],
    [
      ShapeError,
      "tensor: expected nested arrays of shape [2, 2], got 3 at depth 1; try the same nesting everywhere",
      [[1, 2], 3],
    ],
    [
      ShapeError,
      "tensor: expected the same nesting everywhere, got an array beside a number; try brackets around each row",
      [1, [2]],
    ],
    [DTypeError, "tensor: expected numbers or booleans, got 1n; try Number(value)", [1n]],
    [DTypeError, 'tensor: expected numbers or booleans, got "1"; try Number(value)', ["1"]],
    [DTypeError, "tensor: expected numbers or booleans, got undefined; try Number(value)", [undefined]],
    [DTypeError, "tensor: expected numbers or booleans, got Date; try Number(value)", [new Date(0)]],
  ])("refuses: %o %s", (kind, message, values) => {
    expect(() => tensor(values as never)).toThrow(kind);
    expect(() => tensor(values as never)).toThrow(message);
  });
  test("refuses a shape that does not fit, a dtype that is not there and gradients of whole numbers", () => {
    expect(() => tensor([1, 2, 3], { shape: [2, 2] })).toThrow(
      "tensor: expected 4 values for shape [2, 2], got 3; try a shape whose sizes multiply to 3",
    );
    expect(() => tensor([1], { dtype: "float16" as never })).toThrow(
      'tensor: expected a dtype of float32, float64, int32 or bool, got "float16"; try { dtype: "float32" }',
    );
    expect(() => tensor([1], { dtype: "int32", requiresGrad: true })).toThrow(OptionError);
    expect(() => tensor([1], { dtype: "int32", requiresGrad: true })).toThrow(
      'tensor: expected float32 or float64 for requiresGrad, got int32; try { dtype: "float32", requiresGrad: true }',
    );
  });
});

describe("tensors from a rule", () => {
  test("values", () => {
    expect(zeros([2, 2]).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(ones([2], { dtype: "bool" }).toArray()).toEqual([true, true]);
    expect(full([2], 0.5).toArray()).toEqual([0.5, 0.5]);
    expect(eye(2).toArray()).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(arange(4).toArray()).toEqual([0, 1, 2, 3]);
    expect(arange(5, { start: 1, step: 2 }).toArray()).toEqual([1, 3]);
    expect(arange(0, { start: 3, step: -1, dtype: "int32" }).toArray()).toEqual([3, 2, 1]);
    expect(arange(-1).toArray()).toEqual([]);
    expect(linspace(0, 1, { count: 5 }).toArray()).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(linspace(2, 3, { count: 1 }).toArray()).toEqual([2]);
    const like = tensor([[1, 2]], { dtype: "int32" });
    expect([zerosLike(like).dtype, onesLike(like).toArray()]).toEqual(["int32", [[1, 1]]]);
  });
  test("messages", () => {
    expect(() => zeros([-1])).toThrow(
      "zeros: expected sizes that are whole numbers of at least 0, got [-1]; try a shape such as [2, 3]",
    );
    expect(() => ones([1], { dtype: "bool", requiresGrad: true })).toThrow(
      'ones: expected float32 or float64 for requiresGrad, got bool; try { dtype: "float32", requiresGrad: true }',
    );
    expect(() => arange(1, { step: 0 })).toThrow(
      "arange: expected finite numbers and a step that is not 0, got start 0, stop 1, step 0; try step: 1",
    );
    expect(() => linspace(0, 1, { count: -1 })).toThrow(
      "linspace: expected a count of at least 0, got -1; try count: 50",
    );
  });
});

describe("reading", () => {
  test("item, toArray, at", () => {
    expect(tensor([[7]]).item()).toBe(7);
    expect(tensor(true).item()).toBe(true);
    expect(tensor([[[1], [2]]]).toArray()).toEqual([[[1], [2]]]);
    expect(
      tensor([
        [1, 2],
        [3, 4],
      ])
        .at([1, 0])
        .item(),
    ).toBe(3);
  });
  test("item of more than one value", () => {
    expect(() => tensor([1, 2]).item()).toThrow(ShapeError);
    expect(() => tensor([1, 2]).item()).toThrow(
      "item: expected a tensor of one value, got shape [2]; try .sum(), .mean() or .toArray()",
    );
  });
});
