/** The engine of the lesson "The chain rule, gate by gate" in four parts, each with its check. */
import { areNumbers, type Check, filledIn, type Given, isNumber, type Mistake } from "gradbook/exercise";
import { here } from "./chain-rule-checks.js";

const { exercise } = here;

/** The lesson, with all its exercises. */
export { here };

/** A number of the learner's engine: it remembers how it was made. */
export interface Value {
  data: number;
  label: string;
  inputs: Input[];
  grad: number;
}

/** One number that another was made from, and the other's local derivative with respect to it. */
export interface Input {
  from: Value;
  slope: number;
}

/** What makes a number of the engine. */
export type MakeValue = (data: number, label: string, inputs?: Input[]) => Value;
/** A gate of two numbers. */
export type TwoGate = (a: Value, b: Value) => Value;
/** What sends the slopes back from a result. */
export type Backward = (result: Value) => void;

/** The four parts of the engine. */
export interface Engine {
  make: MakeValue;
  add: TwoGate;
  multiply: TwoGate;
  backward: Backward;
}

const make: MakeValue = (data, label, inputs = []) => ({ data, label, inputs, grad: 0 });
const add: TwoGate = (a, b) =>
  make(a.data + b.data, "+", [
    { from: a, slope: 1 },
    { from: b, slope: 1 },
  ]);
const multiply: TwoGate = (a, b) =>
  make(a.data * b.data, "×", [
    { from: a, slope: b.data },
    { from: b, slope: a.data },
  ]);

/** Every number that a result was made from and itself, each after those that it was made from. */
function inOrder(result: Value): Value[] {
  const order: Value[] = [];
  const visit = (value: Value): void => {
    if (order.includes(value)) return;
    for (const { from } of value.inputs) visit(from);
    order.push(value);
  };
  visit(result);
  return order;
}

const backward: Backward = (result) => {
  result.grad = 1;
  for (const value of inOrder(result).reverse())
    for (const { from, slope } of value.inputs) from.grad += slope * value.grad;
};

const ours: Engine = { make, add, multiply, backward };

const isValue = (given: unknown): given is Value =>
  typeof given === "object" && given !== null && Array.isArray((given as Value).inputs);

const missing = (value: Value): string | undefined =>
  (["data", "label", "inputs", "grad"] as const).find((field) => value[field] === undefined);

/** What a maker of values is tried with: a number by itself, and one made from it. */
function triedValues(maker: MakeValue): { leaf: Value; gate: Value } {
  const leaf = maker(3, "w");
  return { leaf, gate: maker(6, "×", [{ from: leaf, slope: 2 }]) };
}

export const checkValue: Check<MakeValue> = exercise<MakeValue>({
  title: "Step 1",
  id: "engine-value",
  correct: (maker) => {
    const { leaf, gate } = triedValues(maker);
    if (!isValue(leaf) || !isValue(gate)) return false;
    const [input] = gate.inputs;
    return (
      leaf.data === 3 &&
      leaf.label === "w" &&
      leaf.grad === 0 &&
      leaf.inputs.length === 0 &&
      gate.data === 6 &&
      gate.grad === 0 &&
      gate.inputs.length === 1 &&
      input?.from === leaf &&
      input.slope === 2
    );
  },
  mistakes: [
    {
      when: (maker) => maker(3, "w") === undefined,
      hint: "Your function gives nothing back. Around the braces of an object an arrow needs round brackets: (…) => ({ … }).",
    },
    {
      when: (maker) => typeof maker(3, "w") !== "object",
      hint: "A plain number remembers nothing. Give back an object with the four fields.",
    },
    {
      when: (maker) => maker(3, "w").inputs === undefined,
      hint: "A number that nobody computed must have an empty list as inputs: give the parameter a default, inputs = [].",
    },
    {
      when: (maker) => missing(maker(3, "w", [])) !== undefined,
      hint: (maker) => `The field ${missing(maker(3, "w", []))} is missing.`,
    },
    {
      when: (maker) => maker(3, "w").grad === 1,
      hint: "Slopes will be added to grad, so it starts at 0. Only the result has 1, and step 4 puts it there.",
    },
    {
      when: (maker) => maker(3, "w").grad !== 0,
      hint: "grad is the slope of a result that nobody has named yet: it starts at 0.",
    },
    {
      when: (maker) => triedValues(maker).gate.inputs.length === 0,
      hint: "The inputs that are given get lost. Put the parameter into the object.",
    },
  ],
  otherwise: (maker) =>
    `make(3, "w") should have the data 3 and the label w; yours has ${maker(3, "w").data} and ${maker(3, "w").label}.`,
  because: "Four fields are all that a number needs to remember how it was made.",
});

/** The local derivatives of a result, added up for each number that it was made from. */
function slopesOf(result: Value, ...from: readonly Value[]): number[] {
  return from.map((each) =>
    result.inputs.filter((input) => input.from === each).reduce((sum, { slope }) => sum + slope, 0),
  );
}

/** Whether a gate computes and remembers what a right one does, with two numbers and with one taken twice. */
function isGate(gate: TwoGate, right: TwoGate): boolean {
  const [a, b] = [make(2.5, "a"), make(-4, "b")];
  const pairs = [
    [a, b],
    [b, b],
  ] as const;
  return pairs.every(([x, y]) => {
    const [got, wanted] = [gate(x, y), right(x, y)];
    return (
      isValue(got) &&
      isNumber(got.data, wanted.data) &&
      areNumbers(slopesOf(got, x, y), slopesOf(wanted, x, y)) &&
      got.inputs.every(({ from }) => from === x || from === y) &&
      got.grad === 0
    );
  });
}

/** A gate that computes as another does and has these local derivatives. */
const withSlopes =
  (gate: TwoGate, slopes: (a: number, b: number) => readonly [number, number]): TwoGate =>
  (a, b) => {
    const [first, second] = slopes(a.data, b.data);
    return make(gate(a, b).data, "", [
      { from: a, slope: first },
      { from: b, slope: second },
    ]);
  };

/** The mistakes that both gates share. */
function gateMistakes(right: TwoGate, verb: string): Mistake<TwoGate>[] {
  const tried = (gate: TwoGate): { a: Value; b: Value; got: Value } => {
    const [a, b] = [make(2.5, "a"), make(-4, "b")];
    return { a, b, got: gate(a, b) };
  };
  const wanted = tried(right).got.data;
  return [
    {
      when: (gate) => tried(gate).got === undefined,
      hint: "Your function gives nothing back. Without braces an arrow gives what stands behind it: (a, b) => make(…).",
    },
    {
      when: (gate) => typeof tried(gate).got !== "object",
      hint: "That is no number of the engine, it remembers nothing. Put it into make(…).",
    },
    {
      when: (gate) => typeof tried(gate).got.data !== "number" || Number.isNaN(tried(gate).got.data),
      hint: `a and b are objects. ${verb} their data.`,
    },
    {
      when: (gate) => !isNumber(tried(gate).got.data, wanted),
      hint: (gate) => `From 2.5 and -4 the data should be ${wanted}; yours is ${tried(gate).got.data}.`,
    },
    {
      when: (gate) => !(tried(gate).got.inputs?.length > 0),
      hint: "The value is right, but it does not know what it was made from. make takes a list of inputs, too.",
    },
    {
      when: (gate) => {
        const { a, b, got } = tried(gate);
        return !got.inputs.every(({ from }) => from === a || from === b);
      },
      hint: "from is the number of the engine itself, a or b, not its data: slopes will be added to it.",
    },
    {
      when: (gate) => {
        const { a, b, got } = tried(gate);
        return ![a, b].every((each) => got.inputs.some(({ from }) => from === each));
      },
      hint: "Both a and b belong into the list.",
    },
  ];
}

export const checkAdd: Check<TwoGate> = exercise<TwoGate>({
  title: "Step 2",
  id: "engine-add",
  correct: (gate) => isGate(gate, add),
  mistakes: [
    ...gateMistakes(add, "Add"),
    {
      when: (gate) =>
        isGate(
          gate,
          withSlopes(add, (a, b) => [b, a]),
        ),
      hint: "That is the rule of the times gate. How far does a sum move when a moves by 1?",
    },
    {
      when: (gate) =>
        isGate(
          gate,
          withSlopes(add, (a, b) => [a, b]),
        ),
      hint: "These are the values, not the slopes. How far does a sum move when a moves by 1?",
    },
    {
      when: (gate) =>
        isGate(
          gate,
          withSlopes(add, () => [0, 0]),
        ),
      hint: "A slope of 0 would mean that the sum does not care about its inputs.",
    },
  ],
  otherwise: "The table in section 3 has the local derivatives of a plus gate.",
  because: "A plus gate hands on what it gets: both local derivatives are 1.",
});

export const checkMultiply: Check<TwoGate> = exercise<TwoGate>({
  title: "Step 3",
  id: "engine-multiply",
  correct: (gate) => isGate(gate, multiply),
  mistakes: [
    ...gateMistakes(multiply, "Multiply"),
    {
      when: (gate) =>
        isGate(
          gate,
          withSlopes(multiply, (a, b) => [a, b]),
        ),
      hint: "Each input has its own value as slope there. How far does w · x move when w moves by 1?",
    },
    {
      when: (gate) =>
        isGate(
          gate,
          withSlopes(multiply, () => [1, 1]),
        ),
      hint: "That is the rule of the plus gate. How far does w · x move when w moves by 1?",
    },
    {
      when: (gate) =>
        isGate(
          gate,
          withSlopes(multiply, (a, b) => [a * b, a * b]),
        ),
      hint: "The slope is the value on the other line alone, not the product.",
    },
  ],
  otherwise: "The table in section 3 has the local derivatives of a times gate.",
  because: "A times gate swaps: the slope for a is b's value, and the slope for b is a's.",
});

// Results to send slopes back from, made anew each time.
const straight = (): Value => add(multiply(make(-2, "w"), make(5, "x")), make(3, "b"));
/** x · x + 4x: an input is used again. */
const forked = (): Value => {
  const x = make(3, "x");
  return add(multiply(x, x), multiply(x, make(4, "4")));
};
const graphs: readonly (() => Value)[] = [
  () => make(7, "f"),
  straight,
  forked,
  // What is used again lies in between, near and far.
  () => {
    const [u, v] = [make(1.5, "u"), make(-2, "v")];
    const g = multiply(u, v);
    return multiply(g, add(multiply(add(g, u), v), v));
  },
  () => {
    const g = multiply(make(0.5, "u"), make(3, "v"));
    return multiply(multiply(add(g, make(2, "w")), make(-1.5, "x")), g);
  },
];

/** The slopes of all numbers of a graph after they were sent back. */
function sent(send: Backward, graph: () => Value): number[] {
  const result = graph();
  const all = inOrder(result);
  send(result);
  return all.map(({ grad }) => grad);
}

const sends =
  (wanted: Backward, among: readonly (() => Value)[] = graphs) =>
  (send: Backward): boolean =>
    among.every((graph) => areNumbers(sent(send, graph), sent(wanted, graph)));

/** A walk through the right order that does something else at each input. */
const walk =
  (at: (input: Input, value: Value) => void): Backward =>
  (result) => {
    result.grad = 1;
    for (const value of inOrder(result).reverse()) for (const input of value.inputs) at(input, value);
  };

/** Which slope of f = wx + b is asked for in the hint: that of w. */
const slopeOfW = (send: Backward): number => sent(send, straight)[0] ?? Number.NaN;

export const checkBackward: Check<Backward> = exercise<Backward>({
  title: "Step 4",
  id: "engine-backward",
  correct: sends(backward),
  mistakes: [
    {
      when: (send) => sent(send, straight).every((grad) => grad === 0),
      hint: "All slopes are still 0. Begin at the end: how far does the result move when it moves by 1 itself?",
    },
    {
      when: (send) => sent(send, straight).at(-1) !== 1,
      hint: "The slope of the result with respect to itself is 1. Put it into result.grad before anything else, and only there.",
    },
    {
      when: (send) =>
        sent(send, straight)
          .slice(0, -1)
          .every((grad) => grad === 0),
      hint: "The result has its 1. Now each number hands slopes to its inputs, and these to theirs.",
    },
    {
      when: (send) => slopeOfW(send) === 0,
      hint: "The slopes came one gate far. The inputs of inputs have to get theirs, too.",
    },
    {
      when: sends(walk(({ from, slope }) => (from.grad += slope))),
      hint: "You hand on the local derivative alone. Each gate multiplies what arrives, its own grad, by it.",
    },
    {
      when: sends(
        walk(({ from }, value) => (from.grad += value.grad)),
        [straight, forked],
      ),
      hint: "You hand on what arrives. Each gate multiplies it by the local derivative, the slope of the input.",
    },
    {
      when: sends(
        walk(({ from, slope }, value) => (from.grad = slope * value.grad)),
        [straight, forked],
      ),
      hint: "A number that is used twice keeps its last slope only. Ways that meet are added (section 4).",
    },
    {
      when: sends(backward, [straight, forked]),
      hint: "Right as long as nothing in between is used twice. Where it is, it handed its slope on before all of it had arrived. Put the numbers into an order first: each before what it was made from.",
    },
    {
      when: sends(backward, [straight]),
      hint: "Right for f = wx + b. In x · x + 4x the number x is used three times: each use adds to its slope, once.",
    },
  ],
  otherwise: (send) =>
    `For f = wx + b with w = -2, x = 5, b = 3 the slope of w is 5; yours is ${slopeOfW(send)}.`,
  because: "Multiply along a way, add over the ways. That is all that backward() does.",
});

/** The learner's engine, with ours in place of parts that are not right yet. */
export function engineFrom(mine: Given<Engine>): Engine {
  const checks = { make: checkValue, add: checkAdd, multiply: checkMultiply, backward: checkBackward };
  return filledIn(mine, { checks, ours });
}
