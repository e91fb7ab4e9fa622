import { tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  type Backward,
  checkAdd,
  checkBackward,
  checkMultiply,
  checkValue,
  engineFrom,
  type TwoGate,
  type Value,
} from "../../../notebooks/week-2/chain-rule-engine.js";
import { expectHints, expectSolved } from "../expect-hints.js";

const { make, add, multiply, backward } = engineFrom({});
const slopes = (a: Value, first: number, b: Value, second: number) => [
  { from: a, slope: first },
  { from: b, slope: second },
];

describe("step 1: a value", () => {
  it("accepts the four fields, in any order and form", () => {
    expectSolved(
      checkValue,
      (data, label, inputs = []) => ({ grad: 0, inputs, label, data }),
      (data, label, inputs) => ({ data, label, inputs: inputs ?? [], grad: 0 }),
      (data, label, inputs = []) => Object.assign({ data, label }, { inputs: [...inputs], grad: 0 }),
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkValue, [
      [(() => undefined) as never, "round brackets"],
      [((data: number) => data) as never, "remembers nothing"],
      [
        ((data: number, label: string, inputs: []) => ({ data, label, inputs, grad: 0 })) as never,
        "inputs = []",
      ],
      [((data: number, _: string, inputs = []) => ({ data, inputs, grad: 0 })) as never, "label is missing"],
      [(data, label, inputs = []) => ({ data, label, inputs, grad: 1 }), "Only the result has 1"],
      [(data, label, inputs = []) => ({ data, label, inputs, grad: data }), "starts at 0"],
      [(data, label) => ({ data, label, inputs: [], grad: 0 }), "get lost"],
      [(data, _, inputs = []) => ({ data, label: "v", inputs, grad: 0 }), "the label w; yours has 3 and v"],
    ]);
  });
});

describe("steps 2 and 3: the gates", () => {
  it("accept any form: other labels, the other order, one input for a number that is used twice", () => {
    expectSolved(
      checkAdd,
      (a, b) => make(b.data + a.data, "plus", slopes(b, 1, a, 1)),
      (a, b) => make(a.data + b.data, "+", a === b ? [{ from: a, slope: 2 }] : slopes(a, 1, b, 1)),
    );
    expectSolved(checkMultiply, (a, b) => ({
      data: a.data * b.data,
      label: "·",
      inputs: slopes(b, a.data, a, b.data),
      grad: 0,
    }));
  });

  const gates = [
    [checkAdd, add, "Add their data", (a: number, b: number) => a + b],
    [checkMultiply, multiply, "Multiply their data", (a: number, b: number) => a * b],
  ] as const;
  it.each(gates)("have a hint for each usual mistake that both know", (check, right, words, value) => {
    const list = (a: Value, b: Value) => right(a, b).inputs;
    expectHints<TwoGate>(check, [
      [(() => undefined) as never, "an arrow gives what stands behind it"],
      [((a: Value, b: Value) => value(a.data, b.data)) as never, "no number of the engine"],
      [(a, b) => make((a as never) - (b as never), "", list(a, b)), words],
      [(a, b) => make(a.data - b.data, "", list(a, b)), "yours is 6.5"],
      [(a, b) => make(value(a.data, b.data), ""), "what it was made from"],
      [
        (a, b) =>
          make(value(a.data, b.data), "", [a, b].map(({ data }) => ({ from: data, slope: 1 })) as never),
        "not its data",
      ],
      [(a, b) => make(value(a.data, b.data), "", [list(a, b)[0]!]), "Both a and b"],
    ]);
  });

  it("tell the rules of the two gates apart", () => {
    expectHints<TwoGate>(checkAdd, [
      [(a, b) => make(a.data + b.data, "+", slopes(a, b.data, b, a.data)), "the rule of the times gate"],
      [(a, b) => make(a.data + b.data, "+", slopes(a, a.data, b, b.data)), "the values, not the slopes"],
      [(a, b) => make(a.data + b.data, "+", slopes(a, 0, b, 0)), "does not care"],
      [(a, b) => make(a.data + b.data, "+", slopes(a, 1, b, 2)), "The table in section 3"],
    ]);
    expectHints<TwoGate>(checkMultiply, [
      [(a, b) => make(a.data * b.data, "×", slopes(a, a.data, b, b.data)), "its own value"],
      [(a, b) => make(a.data * b.data, "×", slopes(a, 1, b, 1)), "the rule of the plus gate"],
      [
        (a, b) => make(a.data * b.data, "×", slopes(a, a.data * b.data, b, a.data * b.data)),
        "not the product",
      ],
      [(a, b) => make(a.data * b.data, "×", slopes(a, b.data, b, 1)), "The table in section 3"],
    ]);
  });
});

/** In the order of a list that is made first, doing something at each input. */
const walk =
  (at: (from: Value, slope: number, value: Value) => void, start = 1): Backward =>
  (result) => {
    const order: Value[] = [];
    const visit = (value: Value): void => {
      if (order.includes(value)) return;
      for (const { from } of value.inputs) visit(from);
      order.push(value);
    };
    visit(result);
    result.grad = start;
    for (const value of order.reverse()) for (const { from, slope } of value.inputs) at(from, slope, value);
  };

describe("step 4: backward", () => {
  it("accepts a sorted walk, every way by itself, and counting uses", () => {
    const everyWay: Backward = (result) => {
      const send = (value: Value, slope: number): void => {
        value.grad += slope;
        for (const input of value.inputs) send(input.from, slope * input.slope);
      };
      send(result, 1);
    };
    const counting: Backward = (result) => {
      const uses = new Map<Value, number>();
      const count = (value: Value): void => {
        for (const { from } of value.inputs) {
          uses.set(from, (uses.get(from) ?? 0) + 1);
          if (uses.get(from) === 1) count(from);
        }
      };
      count(result);
      result.grad = 1;
      const ready = [result];
      for (const value of ready)
        for (const { from, slope } of value.inputs) {
          from.grad += slope * value.grad;
          uses.set(from, uses.get(from)! - 1);
          if (uses.get(from) === 0) ready.push(from);
        }
    };
    expectSolved(
      checkBackward,
      walk((from, slope, value) => {
        from.grad += slope * value.grad;
      }),
      everyWay,
      counting,
    );
  });

  it("has a hint for each usual mistake", () => {
    const again: Backward = (result) => {
      result.grad = 1;
      const visit = (value: Value): void => {
        for (const { from, slope } of value.inputs) {
          from.grad += slope * value.grad;
          visit(from);
        }
      };
      visit(result);
    };
    // Level by level: right where all ways to a number are equally long.
    const levels: Backward = (result) => {
      result.grad = 1;
      const seen = [result];
      for (const value of seen)
        for (const { from, slope } of value.inputs) {
          from.grad += slope * value.grad;
          if (!seen.includes(from)) seen.push(from);
        }
    };
    const oneGate: Backward = (result) => {
      result.grad = 1;
      for (const { from, slope } of result.inputs) from.grad += slope;
    };
    expectHints<Backward>(checkBackward, [
      [() => undefined, "All slopes are still 0"],
      [
        walk((from, slope, value) => {
          from.grad += slope * value.grad;
        }, 2),
        "with respect to itself is 1",
      ],
      [
        (result) => {
          result.grad = 1;
        },
        "Now each number hands slopes",
      ],
      [oneGate, "one gate far"],
      [
        walk((from, slope) => {
          from.grad += slope;
        }),
        "the local derivative alone",
      ],
      [
        walk((from, _, value) => {
          from.grad += value.grad;
        }),
        "You hand on what arrives",
      ],
      [
        walk((from, slope, value) => {
          from.grad = slope * value.grad;
        }),
        "keeps its last slope only",
      ],
      [levels, "before all of it had arrived"],
      [
        walk((from, slope, value) => {
          from.grad += 2 * slope * value.grad;
        }),
        "yours is 20",
      ],
    ]);
    expect(checkBackward(again).message).toBe(checkBackward(levels).message);
  });
});

describe("the engine", () => {
  it("finds the library's slopes, with numbers in between that are used again", () => {
    const [w, x] = [make(0.7, "w"), make(-1.3, "x")];
    const g = add(multiply(w, x), x);
    const result = multiply(g, add(multiply(g, w), g));
    backward(result);
    const learn = { requiresGrad: true, dtype: "float64" } as const;
    const [v, y] = [tensor(0.7, learn), tensor(-1.3, learn)];
    const h = v.mul(y).add(y);
    h.mul(h.mul(v).add(h)).backward();
    expect(w.grad).toBeCloseTo(v.grad!.item(), 12);
    expect(x.grad).toBeCloseTo(y.grad!.item(), 12);
  });

  it("takes the learner's parts that are right, and ours for the others", () => {
    const mine: TwoGate = (a, b) => make(a.data + b.data, "plus", slopes(a, 1, b, 1));
    const engine = engineFrom({ add: mine, multiply: mine });
    expect(engine.add).toBe(mine);
    expect(engine.multiply(make(2, "a"), make(3, "b")).data).toBe(6);
  });
});
