/** The checks of the lesson "Why neurons bend": what is right, and a hint for each usual mistake. */
import { type Check, lesson } from "gradbook/exercise";

export const here = lesson("week-2/activations", "Why neurons bend");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  border: {
    question: "How bent is the border of a network without activation?",
    result: "Not at all: it is a straight line.",
  },
  gate: {
    question: "At which z does tanh let less through than the sigmoid?",
    result: "Beyond about 2, on both sides.",
  },
});

/** The four activation functions of the lesson. */
export type Activation = "sigmoid" | "tanh" | "relu" | "leakyRelu";

export const checkFade: Check<Activation> = exercise<Activation>({
  title: "Exercise 1",
  correct: (name) => name === "tanh",
  mistakes: [
    {
      when: (name) => name === "sigmoid",
      hint: "It does fade on both sides. But how high is its hill?",
    },
    {
      when: (name) => name === "relu",
      hint: "On the left its slope is 0. And for large positive z?",
    },
    {
      when: (name) => name === "leakyRelu",
      hint: "Its slope is never near 0, neither on the left nor on the right.",
    },
  ],
  otherwise: 'Choose one of "sigmoid", "tanh", "relu", "leakyRelu".',
  because: "tanh's slope 1 - tanh² is 1 at z = 0 and fades on both sides.",
});

/** W and B of one layer y = Wx + B. */
export type OneLayer = readonly [W: number, B: number];

const is = ([W, B]: OneLayer, w: number, b: number): boolean =>
  Math.abs(W - w) < 1e-9 && Math.abs(B - b) < 1e-9;

export const checkCollapse: Check<OneLayer> = exercise<OneLayer>({
  title: "Exercise 2",
  correct: (layer) => is(layer, -6, 7),
  mistakes: [
    {
      when: (layer) => is(layer, -6, 4),
      hint: "The first layer's bias is missing. Where does it go?",
    },
    {
      when: (layer) => is(layer, -6, 3),
      hint: "The biases do not simply add up: the first one passes through the second layer.",
    },
    { when: (layer) => is(layer, -6, 1), hint: "Mind the signs: -3 times -1." },
    { when: (layer) => layer[0] === -1, hint: "The weights are multiplied, not added: h stands inside." },
    { when: (layer) => is(layer, 7, -6), hint: "Turned round: first W, then B." },
    { when: (layer) => layer[0] === -6, hint: "W is right. For B put x = 0 through both layers." },
  ],
  otherwise: ([W, B]) => `For x = 1 the two layers give 1; yours gives ${W + B}.`,
  because: "-3(2x - 1) + 4 = -6x + 7.",
});

/** tanh's slope from its answer t = tanh z. */
export type FromAnswer = (t: number) => number;

const sameSlope = (slope: FromAnswer, wanted: FromAnswer): boolean =>
  [-0.9, -0.2, 0.5].every((t) => Math.abs(slope(t) - wanted(t)) < 1e-9);

export const checkTanhSlope: Check<FromAnswer> = exercise<FromAnswer>({
  title: "Exercise 3",
  correct: (slope) => sameSlope(slope, (t) => 1 - t ** 2),
  mistakes: [
    {
      when: (slope) => sameSlope(slope, (t) => 1 - Math.tanh(t) ** 2),
      hint: "You take tanh twice: t is the answer already.",
    },
    {
      when: (slope) => sameSlope(slope, (t) => t * (1 - t)),
      hint: "That is the sigmoid's slope from its answer.",
    },
    { when: (slope) => sameSlope(slope, (t) => 1 - t), hint: "A square is missing." },
    {
      when: (slope) => sameSlope(slope, (t) => t ** 2 - 1),
      hint: "Turned round: tanh rises everywhere, so no slope is negative.",
    },
  ],
  otherwise: (slope) => `At t = 0.5 the slope is 0.75; yours is ${String(slope(0.5))}.`,
  because: "1 - t² needs no further exponential.",
});

/** A gate's backward pass: from z and the slope that arrives, the slope that goes on. */
export type Gate = (z: number, arriving: number) => number;

const sameGate = (gate: Gate, wanted: Gate): boolean =>
  [
    [2, 3],
    [2, -3],
    [-2, 3],
    [-2, -3],
    [0.5, 1],
  ].every(([z = 0, arriving = 0]) => Math.abs(gate(z, arriving) - wanted(z, arriving)) < 1e-9);

export const checkReluGate: Check<Gate> = exercise<Gate>({
  title: "Exercise 4",
  correct: (gate) => sameGate(gate, (z, arriving) => (z > 0 ? arriving : 0)) && Math.abs(gate(0, 5)) < 1e-9,
  mistakes: [
    {
      when: (gate) => sameGate(gate, (_, arriving) => Math.max(0, arriving)),
      hint: "That is the code above. Which of its two inputs should decide?",
    },
    {
      when: (gate) => sameGate(gate, (z, arriving) => (z > 0 ? Math.max(0, arriving) : 0)),
      hint: "Negative slopes are slopes, too: an open gate hands them on.",
    },
    {
      when: (gate) => sameGate(gate, (z) => (z > 0 ? 1 : 0)),
      hint: "That is the local slope. What is it multiplied by?",
    },
    {
      when: (gate) => sameGate(gate, (z) => Math.max(0, z)),
      hint: "That is the forward pass: it hands on values. Here it is slopes.",
    },
    {
      when: (gate) => sameGate(gate, (z, arriving) => (z > 0 ? arriving : 0)),
      hint: "Only z = 0 is left: this course takes the slope 0 there.",
    },
  ],
  otherwise: (gate) => `For z = 2 and -3 arriving, -3 goes on; yours says ${String(gate(2, -3))}.`,
  because: "The sign of z opens the gate; what arrives passes through or not, whatever its own sign.",
});
