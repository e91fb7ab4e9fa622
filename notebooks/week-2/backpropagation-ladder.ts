/** The five rungs of "Backpropagation by hand", each checked alone against autograd on a network of other sizes. */
import { losses, random, type Shape, type Tensor, tensor } from "gradbook";
import { type Check, filledIn, type Given } from "gradbook/exercise";
import { here } from "./backpropagation-checks.js";

const { tensorExercise } = here;

/** The lesson, with all its exercises. */
export { here };

/** A matrix: a row for each example, or weights. */
export type Matrix = Tensor<[number, number], "float64">;
/** What an answer may give: any tensor, so that the check can say what is wrong with it. */
export type AnyTensor = Tensor<Shape, "float64">;

/** The slopes that arrive at the last logits, from the answers and the targets. */
export type LastSlopes = (answers: Matrix, Y: Matrix) => AnyTensor;
/** The slopes of a layer's weights from its inputs [n, in] and the arriving slopes [n, out]. */
export type WeightSlopes = (X: Matrix, D: Matrix) => AnyTensor;
/** The slopes of a layer's biases from the arriving slopes. */
export type BiasSlopes = (D: Matrix) => AnyTensor;
/** The slopes that arrive at the first layer's weighted sums. */
export type HiddenSlopes = (given: { D2: Matrix; W2: Matrix; K: Matrix }) => AnyTensor;
/** The slopes of the first layer's weights. */
export type FirstSlopes = (given: { X: Matrix; K: Matrix; D1: Matrix; D2: Matrix }) => AnyTensor;

/** The five answers. */
export interface Ladder {
  D2: LastSlopes;
  dW2: WeightSlopes;
  db2: BiasSlopes;
  D1: HiddenSlopes;
  dW1: FirstSlopes;
}

const ours: Ladder = {
  D2: (answers, Y) => answers.sub(Y).div(Y.shape[0]),
  dW2: (X, D) => X.transpose().matmul(D),
  db2: (D) => D.sum(0),
  D1: ({ D2, W2, K }) => D2.matmul(W2.transpose()).mul(K.sub(K.mul(K))),
  dW1: ({ X, D1 }) => X.transpose().matmul(D1),
};

// Five examples, three inputs, four hidden units and one output: no two sizes alike, so that shapes tell.
const dice = random.generator(2);
const drawn = <const S extends Shape>(shape: S) => dice.normal(shape, { dtype: "float64" });
const learn = { dtype: "float64", requiresGrad: true } as const;
const X = drawn([5, 3]) as Matrix;
const Y = tensor([[1], [0], [0], [1], [1]], { dtype: "float64" }) as Matrix;
const W1 = tensor(drawn([3, 4]).toArray(), learn) as Matrix;
const W2 = tensor(drawn([4, 1]).toArray(), learn) as Matrix;
const [b1, b2] = [tensor([0.3, -0.2, 0.1, 0.4], learn), tensor([-0.3], learn)];
const sums = X.matmul(W1).add(b1);
const hidden = sums.sigmoid();
const logits = hidden.matmul(W2).add(b2);
losses.binaryCrossentropy(Y, logits, { fromLogits: true }).backward();

const [K, answers] = [hidden.detach(), logits.sigmoid().detach()] as [Matrix, Matrix];
const [D1, D2] = [sums.grad, logits.grad] as [Matrix, Matrix];
const plain = W2.detach() as Matrix;
const error = answers.sub(Y);
const slope = K.sub(K.mul(K));
const back = D2.matmul(plain.transpose());

export const checkLast: Check<LastSlopes> = tensorExercise<LastSlopes>({
  title: "Rung 1",
  id: "rung-d2",
  result: (answer) => answer(answers, Y),
  wanted: D2,
  slips: [
    { gives: error, hint: "That is one example's slope. J is the mean: each example counts one n-th." },
    { gives: error.div(-5), hint: "The right size. Answer minus target, not the other way round." },
    {
      gives: error.div(4),
      hint: "Right for four examples. Here are five: n is the number of rows, Y.shape[0].",
    },
    {
      gives: error.mul(answers.sub(answers.mul(answers))).div(5),
      hint: "The sigmoid's slope cancels against the logarithm's: look at the third line of section 2.",
    },
    { gives: error.sum().div(5), hint: "That adds all examples up. Each keeps a slope of its own." },
    { gives: error.mean(0), hint: "That is the mean of all examples. Each keeps a slope of its own." },
  ],
  because: "(Ŷ - Y)/n: one slope for each example, its n-th in the mean.",
});

export const checkWeights: Check<WeightSlopes> = tensorExercise<WeightSlopes>({
  title: "Rung 2",
  id: "exercise-3",
  result: (answer) => answer(X, D1),
  wanted: W1.grad as Matrix,
  slips: [
    {
      gives: D1.transpose().matmul(X),
      hint: "All the right numbers, turned round: one row for each input, please.",
    },
    { gives: X.transpose().matmul(D1).div(5), hint: "The 1/n is in D already: it came with the first rung." },
    {
      gives: X.matmul(W1.detach()).mul(D1),
      hint: "Entry by entry gives one number per example. The examples must be added up.",
    },
    {
      gives: D1.matmul(D1.transpose()),
      hint: "That has a row and a column for each example. The examples must be summed away.",
    },
  ],
  because: "XᵀD adds up what every example sends back to each weight.",
});

export const checkBiases: Check<BiasSlopes> = tensorExercise<BiasSlopes>({
  title: "Rung 3",
  id: "rung-db2",
  result: (answer) => answer(D1),
  wanted: b1.grad as AnyTensor,
  slips: [
    { gives: D1.sum(), hint: "That adds up everything. Each unit has a bias and a slope of its own." },
    {
      gives: D1.sum(1),
      hint: "That is one sum for each example. The examples are added up, the units stay.",
    },
    { gives: D1.mean(0), hint: "The 1/n is in D already. What remains is a sum." },
    { gives: D1, hint: "A bias is used in every example, so its slopes add up." },
    {
      gives: D1.sum(0).reshape([1, 4]),
      hint: "The right numbers in one row of a matrix. A layer's biases are a plain list.",
    },
  ],
  because: "A bias is added in every example, so it gets the sum over the rows.",
});

export const checkHidden: Check<HiddenSlopes> = tensorExercise<HiddenSlopes>({
  title: "Rung 4",
  id: "rung-d1",
  result: (answer) => answer({ D2, W2: plain, K }),
  wanted: D1,
  slips: [
    { gives: back, hint: "That is ∂J/∂K. The sigmoid gates still lie between K and the weighted sums." },
    { gives: back.mul(K), hint: "The sigmoid's slope is K(1 - K). Half of it is missing." },
    {
      gives: back.mul(K.neg().add(1)),
      hint: "The sigmoid's slope is K(1 - K). The first factor is missing.",
    },
    {
      gives: back.mul(K.sigmoid()).mul(K.sigmoid().neg().add(1)),
      hint: "K is the sigmoid's answer already, so its slope is K(1 - K), without another sigmoid.",
    },
    { gives: back.add(slope), hint: "Along a way slopes are multiplied; only ways that meet are added." },
    { gives: back.div(slope), hint: "What arrives is multiplied by the sigmoid's slope." },
    {
      gives: back.mul(slope).transpose(),
      hint: "All the right numbers, turned round: one row for each example, please.",
    },
    { gives: back.mul(K.mul(K).sub(K)), hint: "The right size, the wrong sign: K - K², not K² - K." },
  ],
  because: "D₂W₂ᵀ brings the slopes to K, and K(1 - K) through the sigmoid gates.",
});

export const checkFirst: Check<FirstSlopes> = tensorExercise<FirstSlopes>({
  title: "Rung 5",
  id: "rung-dw1",
  result: (answer) => answer({ X, K, D1, D2 }),
  wanted: W1.grad as Matrix,
  slips: [
    {
      gives: K.transpose().matmul(D1),
      hint: "K is what the first layer gives. What does it read?",
    },
    { gives: X.transpose().matmul(D2), hint: "D₂ arrives at the second layer. What arrives at the first?" },
    {
      gives: K.transpose().matmul(D2),
      hint: "Those are the slopes of W₂. Now the first layer: what does it read, and what arrives?",
    },
    {
      gives: D1.transpose().matmul(X),
      hint: "All the right numbers, turned round: one row for each input, please.",
    },
    { gives: X.transpose().matmul(D1).div(5), hint: "The 1/n is in D₁ already: it came all the way down." },
  ],
  because: "The second rung's rule once more, with what the first layer reads and what arrives there.",
});

/** The functions of the five lines, with the types that the lesson computes with. */
export interface Rungs {
  D2(answers: Matrix, Y: Matrix): Matrix;
  dW2(X: Matrix, D: Matrix): Matrix;
  db2(D: Matrix): Tensor<[number], "float64">;
  D1(given: { D2: Matrix; W2: Matrix; K: Matrix }): Matrix;
  dW1(given: { X: Matrix; K: Matrix; D1: Matrix; D2: Matrix }): Matrix;
}

/** The learner's ladder, with ours in place of rungs that are not right yet. */
export function ladderFrom(mine: Given<Ladder>): Rungs {
  const checks = {
    D2: checkLast,
    dW2: checkWeights,
    db2: checkBiases,
    D1: checkHidden,
    dW1: checkFirst,
  };
  return filledIn(mine, { checks, ours }) as Rungs;
}
