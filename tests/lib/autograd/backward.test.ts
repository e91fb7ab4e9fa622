import { GradientError, noGrad, type Operand, OptionError, ShapeError, tensor } from "gradbook";
import { describe, expect, test } from "vitest";
import { memoryInUse } from "../../support/memory-in-use.js";

describe("the chain rule on f = wx + b", () => {
  // Curriculum, week 2: w = -2, x = 5, b = 3 gives g = -10, f = -7 and the gradients 5, -2, 1, 1.
  const w = tensor(-2, { requiresGrad: true, name: "w" });
  const x = tensor(5, { requiresGrad: true, name: "x" });
  const b = tensor(3, { requiresGrad: true, name: "b" });
  const g = w.mul(x);
  const f = g.add(b);
  f.backward();
  test("values", () => {
    expect(g.item()).toBe(-10);
    expect(f.item()).toBe(-7);
  });
  test("gradients of the inputs and of the value in between", () => {
    expect(w.grad?.item()).toBe(5);
    expect(x.grad?.item()).toBe(-2);
    expect(b.grad?.item()).toBe(1);
    expect(g.grad?.item()).toBe(1);
    expect(f.grad?.item()).toBe(1);
  });
  test("a small graph can still be walked, to be drawn", () => {
    expect(f.node?.operation.name).toBe("add");
    expect(f.node?.inputs.map((t) => t.node?.operation.name ?? t.name)).toEqual(["mul", "b"]);
  });
});

describe("accumulation", () => {
  test("a tensor that is used twice adds up both paths", () => {
    const x = tensor(3, { requiresGrad: true });
    x.mul(x).add(x).backward();
    expect(x.grad?.item()).toBe(7);
  });
  test("a second backward adds to the gradient of tensors made from values", () => {
    const x = tensor(3, { requiresGrad: true });
    x.mul(2).backward();
    x.mul(2).backward();
    expect(x.grad?.item()).toBe(4);
  });
  test("setting grad to undefined starts anew", () => {
    const x = tensor(3, { requiresGrad: true });
    x.mul(2).backward();
    Object.assign(x, { grad: undefined });
    x.mul(5).backward();
    expect(x.grad?.item()).toBe(5);
  });
  test("two inputs never share one gradient's memory", () => {
    const a = tensor([1, 2], { requiresGrad: true });
    const b = tensor([3, 4], { requiresGrad: true });
    a.add(b).sum().backward();
    expect(a.grad!.data).not.toBe(b.grad!.data);
  });
  test("a tensor without requiresGrad gets none", () => {
    const x = tensor(3, { requiresGrad: true });
    const k = tensor(2);
    x.mul(k).backward();
    expect(k.grad).toBeUndefined();
  });
  test("a chain of 20,000 operations does not overflow the stack", () => {
    const x = tensor(1, { requiresGrad: true });
    let y = x.add(0);
    for (let i = 0; i < 20_000; i++) y = y.add(0);
    y.backward();
    expect(x.grad?.item()).toBe(1);
  });
});

describe("options", () => {
  test("a given gradient starts the chain of a value that is not a single number", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    x.mul(3).backward({ gradient: tensor([1, 10]) });
    expect(x.grad?.toArray()).toEqual([3, 30]);
  });
  test("retainGraph lets backward go through twice", () => {
    const x = tensor(2, { requiresGrad: true });
    const y = x.mul(x);
    y.backward({ retainGraph: true });
    y.backward();
    expect(x.grad?.item()).toBe(8);
  });
  test("createGraph gives gradients that have gradients", () => {
    const x = tensor(3, { requiresGrad: true });
    x.pow(3).backward({ createGraph: true });
    const slope = x.grad as Operand as typeof x;
    expect(slope.item()).toBe(27);
    x.grad = undefined;
    slope.backward();
    expect(x.grad as unknown as { item(): number }).toBeDefined();
    expect((x.grad as unknown as { item(): number }).item()).toBe(18);
  });
});

describe("noGrad", () => {
  test("what is computed inside remembers nothing", () => {
    const w = tensor(2, { requiresGrad: true });
    const y = noGrad(() => w.mul(3));
    expect(y.requiresGrad).toBe(false);
    expect(y.node).toBeUndefined();
  });
  test("an error inside puts the graph back on", () => {
    const w = tensor(2, { requiresGrad: true });
    expect(() =>
      noGrad(() => {
        throw new Error("inside");
      }),
    ).toThrow("inside");
    expect(w.mul(3).requiresGrad).toBe(true);
  });
  test("an async function is refused", () => {
    expect(() => noGrad(async () => 1)).toThrow(OptionError);
    expect(() => noGrad(async () => 1)).toThrow(
      "noGrad: expected a function that returns its result, got one that returns a promise; try noGrad inside the async function",
    );
  });
});

describe("errors", () => {
  test("no path", () => {
    expect(() => tensor(1).mul(2).backward()).toThrow(GradientError);
    expect(() => tensor(1).mul(2).backward()).toThrow(
      "backward: expected a value computed from a tensor with requiresGrad, got one that depends on none; try tensor(values, { requiresGrad: true })",
    );
  });
  test("not a single number", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    expect(() => x.mul(2).backward()).toThrow(GradientError);
    expect(() => x.mul(2).backward()).toThrow(
      "backward: expected a single number to start from, got shape [2]; try .sum() or .mean() first, or backward({ gradient })",
    );
  });
  test("backward twice", () => {
    const x = tensor(2, { requiresGrad: true });
    const y = x.mul(3);
    y.backward();
    expect(() => y.backward()).toThrow(GradientError);
    expect(() => y.backward()).toThrow(
      "got one that an earlier backward() went through (at mul); try backward({ retainGraph: true }) the first time, or compute the value again",
    );
  });
  test("a part of the graph that an earlier backward used up", () => {
    const x = tensor(2, { requiresGrad: true });
    const shared = x.mul(3);
    shared.add(1).backward();
    expect(() => shared.add(2).backward()).toThrow("at mul");
  });
  test("a value changed in place that backward needs", () => {
    const w = tensor([1, 2], { requiresGrad: true, name: "w" });
    const loss = w.mul(w).sum();
    w.assign(tensor([5, 5]));
    expect(() => loss.backward()).toThrow(GradientError);
    expect(() => loss.backward()).toThrow(
      "backward: expected the values that mul saw, got w changed in place since; try assign after backward(), or compute with a copy",
    );
  });
  test("a change in place that backward does not need is fine", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    const loss = w.add(1).sum();
    w.assign(tensor([5, 5]));
    loss.backward();
    expect(w.grad?.toArray()).toEqual([1, 1]);
  });
  test("a given gradient of another shape", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    expect(() => x.mul(2).backward({ gradient: tensor([1, 2, 3]) })).toThrow(ShapeError);
    expect(() => x.mul(2).backward({ gradient: tensor([1, 2, 3]) })).toThrow(
      "backward: expected a gradient of shape [2], got [3]; try a gradient with the shape of the value",
    );
  });
  test("assign to a computed tensor", () => {
    const y = tensor([1, 2], { requiresGrad: true }).mul(2);
    expect(() => y.assign(tensor([0, 0]))).toThrow(GradientError);
    expect(() => y.assign(tensor([0, 0]))).toThrow(
      "assign: expected a tensor made from values, got the result of mul; try assign on the tensors it was computed from, or detach() first",
    );
  });
});

describe("memory", () => {
  test("a large graph lets go of its values once backward is through", () => {
    const x = tensor(new Float32Array(2000), { requiresGrad: true });
    const y = x.mul(2).sum();
    y.backward();
    expect(y.node?.inputs).toEqual([]);
  });
  test("10,000 steps keep memory flat without dispose", async () => {
    const w = tensor(new Float32Array(1000).fill(0.5), { requiresGrad: true });
    const step = () => {
      const loss = w.mul(w).mean();
      loss.backward();
      const gradient = w.grad!;
      w.assign(noGrad(() => w.sub(gradient.mul(0.1))));
      w.grad = undefined;
    };
    for (let i = 0; i < 1000; i++) step();
    const before = memoryInUse();
    for (let i = 0; i < 9000; i++) step();
    // One step makes about 30 kB; 9,000 of them would be 270 MB if anything held on.
    await expect.poll(memoryInUse).toBeLessThan(before + 20e6);
  });
});
