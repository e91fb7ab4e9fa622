/** The checks of the lesson "Why depth was hard": what is right, and a hint for each usual mistake. */
import { random } from "gradbook";
import { type Check, isNumber, lesson, roundedTooFar } from "gradbook/exercise";

export const here = lesson("week-2/vanishing-gradients", "Why depth was hard");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  fifty: {
    question: "1.5 and 0.5, each multiplied 50 times, as powers of ten? And the slope that comes back?",
    result: "About 10⁹ and 10⁻¹⁵, and the slope that comes back is the same number.",
  },
  "first-layer": {
    question: "By what factor is the sigmoid's gradient shorter in the first of ten layers than in the last?",
    result: "By about 500,000: two millionths are left.",
  },
});

const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) <= 0.01 * Math.abs(wanted);

export const checkBound: Check<number> = exercise<number>({
  title: "Exercise 1",
  correct: (slope) => near(slope, 0.25 ** 5),
  mistakes: [
    { when: (slope) => near(slope, 1.25), hint: "Slopes along a way are multiplied, not added." },
    {
      when: (slope) => near(slope, 0.5 ** 5),
      hint: "0.5 is the sigmoid's value at 0. How steep is it there?",
    },
    { when: (slope) => near(slope, 4 ** 5), hint: "Turned round: each gate lets a fourth through." },
    {
      when: (slope) => near(slope, 0.25 ** 4) || near(slope, 0.25 ** 6),
      hint: "Count the gates once more.",
    },
    { when: (slope) => near(slope, 0.25), hint: "That is one gate. There are five." },
    roundedTooFar(0.25 ** 5),
  ],
  otherwise: "The sigmoid's greatest slope, once for each gate.",
  because: "(1/4)⁵ = 1/1024, and that only if every weighted sum is 0.",
});

export const checkWeight: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (w) => near(w, 4),
  mistakes: [
    {
      when: (w) => near(w, 0.25),
      hint: "That is the sigmoid's slope at 0. The weight has to make up for it.",
    },
    { when: (w) => near(w, 1), hint: "With w = 1 each layer still multiplies by the sigmoid's slope." },
    { when: (w) => near(w, 2), hint: "σ(0) is 0.5, but it is the slope that counts here." },
    { when: (w) => w <= 0, hint: "A positive weight is asked for." },
  ],
  otherwise: (w) => `With w = ${w} one layer multiplies by ${w / 4}.`,
  because: "4 · σ'(0) = 1, the only factor that neither explodes nor vanishes.",
});

/** How many layers it takes until factor to that power is below a limit. */
export type Depth = (factor: number, limit: number) => number;

const draw = random.generator(4);
/** Two where the product meets the limit exactly, which is not yet below it, and some by chance. */
const probes: readonly (readonly [factor: number, limit: number])[] = [
  [0.25, 1e-6],
  [0.5, 0.001],
  [0.9, 0.5],
  [0.5, 0.25],
  [0.25, 1 / 1024],
  ...Array.from({ length: 12 }, () => {
    const [factor = 0.5, power = 1] = draw.uniform([2]).toArray();
    return [0.05 + 0.9 * factor, 10 ** (-6 * power)] as const;
  }),
];
const layersUntil: Depth = (factor, limit) => {
  let [product, layers] = [1, 0];
  while (product >= limit) {
    product *= factor;
    layers += 1;
  }
  return layers;
};
const gives = (depth: Depth, wanted: Depth): boolean =>
  probes.every(([factor, limit]) => isNumber(depth(factor, limit), wanted(factor, limit)));
/** How many layers make the product equal to the limit: no whole number as a rule. */
const exact: Depth = (factor, limit) => Math.log(limit) / Math.log(factor);

export const checkDepth: Check<Depth> = exercise<Depth>({
  title: "Exercise 3",
  correct: (depth) => gives(depth, layersUntil),
  mistakes: [
    {
      when: (depth) => gives(depth, (factor, limit) => layersUntil(factor, limit) - 1),
      hint: "One too few: after that many layers the product is still above the limit.",
    },
    {
      when: (depth) => gives(depth, (factor, limit) => layersUntil(factor, limit) + 1),
      hint: "One too many: the product was below the limit a layer earlier.",
    },
    { when: (depth) => gives(depth, exact), hint: "Nearly: layers are whole. Round, but which way?" },
    {
      when: (depth) => gives(depth, (factor, limit) => Math.ceil(exact(factor, limit))),
      hint: "Right, but for a product that meets the limit exactly: half of a half is 0.25, which is not below 0.25.",
    },
    {
      when: (depth) => gives(depth, (factor, limit) => factor ** layersUntil(factor, limit)),
      hint: "That is the product at the end. The number of layers is asked for.",
    },
  ],
  otherwise: (depth) => `For factor 0.5 and limit 0.001 it takes 10 layers; yours says ${depth(0.5, 0.001)}.`,
  because: "Ten sigmoids at their best go below a millionth, and so do ten halvings below a thousandth.",
});

/** The slope of a chain of sigmoid neurons from their weighted sums and the weight they share. */
export type ChainSlope = (zs: number[], w: number) => number;

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const slope = (z: number): number => sigmoid(z) * (1 - sigmoid(z));
const times = (zs: readonly number[], factor: (z: number) => number): number =>
  zs.reduce((product, z) => product * factor(z), 1);

const like = (chain: ChainSlope, wanted: ChainSlope): boolean =>
  [
    { zs: [1, 1.46], w: 2 },
    { zs: [0.3, -2, 0.5], w: 0.7 },
    { zs: [-1], w: 3 },
  ].every(({ zs, w }) => Math.abs(chain([...zs], w) - wanted(zs, w)) < 1e-9);

export const checkChain: Check<ChainSlope> = exercise<ChainSlope>({
  title: "Exercise 4",
  correct: (chain) => like(chain, (zs, w) => times(zs, (z) => w * slope(z))),
  mistakes: [
    {
      when: (chain) => like(chain, (zs, w) => times(zs, (z) => w * sigmoid(z))),
      hint: "That is the line above. What does a gate multiply by on the way back, its value or its slope?",
    },
    { when: (chain) => like(chain, (zs) => times(zs, slope)), hint: "Each layer has a times gate, too." },
    {
      when: (chain) => like(chain, (zs, w) => w * times(zs, slope)),
      hint: "The weight is there once for every layer, not once for all.",
    },
    {
      when: (chain) => like(chain, (zs, w) => zs.reduce((sum, z) => sum + w * slope(z), 0)),
      hint: "Along one way slopes are multiplied; only different ways add.",
    },
    {
      when: (chain) => like(chain, (zs, w) => times(zs, (z) => w * z * (1 - z))),
      hint: "σ(1 - σ) takes the answer σ(z), not the sum z itself.",
    },
  ],
  otherwise: (chain) => `For the sums [0, 0] and w = 2 the slope is 0.25; yours says ${chain([0, 0], 2)}.`,
  because: "w · σ'(z) for every layer, multiplied.",
});
