/** The six gradients of "Batch normalization, backward", each checked alone against autograd. */
import { random, type Shape, type Tensor, tensor } from "gradbook";
import { type Check, filledIn, type Given } from "gradbook/exercise";
import { here } from "./batch-norm-backward-checks.js";

const { tensorExercise } = here;

/** The lesson, with all its exercises. */
export { here };

/** A row for each example, a column for each feature. */
export type Table = Tensor<[number, number], "float64">;
/** A number for each feature. */
export type Row = Tensor<[number], "float64">;
/** What an answer may give: any tensor, so that the check can say what is wrong with it. */
export type AnyTensor = Tensor<Shape, "float64">;

/** A batch and the parameters of the layer. */
export interface Layer {
  x: Table;
  gamma: Row;
  beta: Row;
  epsilon: number;
}

/** What is known before the first gradient: slopes that arrive, and what the forward pass computed. */
export interface Known {
  /** The slopes that arrive, ∂l/∂y. */
  g: Table;
  gamma: Row;
  /** x̂ */
  hat: Table;
  /** x - μ */
  away: Table;
  /** σ² + ε */
  v: Row;
  /** How many examples. */
  n: number;
}
/** The same, and the gradients that the later ones are made from. */
export interface WithHat extends Known {
  dHat: Table;
}
export interface WithVariance extends WithHat {
  dVariance: Row;
}
export interface WithMu extends WithVariance {
  dMu: Row;
}

/** One gradient from what is known. */
export type Gradient<From = Known> = (known: From) => AnyTensor;

/** The six answers. */
export interface Drill {
  dBeta: Gradient;
  dGamma: Gradient;
  dHat: Gradient;
  dVariance: Gradient<WithHat>;
  dMu: Gradient<WithVariance>;
  dx: Gradient<WithMu>;
}

const ours: Drill = {
  dBeta: ({ g }) => g.sum(0),
  dGamma: ({ g, hat }) => g.mul(hat).sum(0),
  dHat: ({ g, gamma }) => g.mul(gamma),
  dVariance: ({ dHat, away, v }) => dHat.mul(away).mul(v.pow(-1.5)).sum(0).mul(-0.5),
  dMu({ dHat, dVariance, away, v, n }) {
    const direct = dHat.div(v.sqrt()).sum(0).neg();
    return direct.add(dVariance.mul(away.sum(0)).mul(-2 / n));
  },
  dx({ dHat, dVariance, dMu, away, v, n }) {
    const direct = dHat.div(v.sqrt());
    return direct.add(away.mul(dVariance).mul(2 / n)).add(dMu.div(n));
  },
};

// Six examples of three features, and autograd's gradients of Σ g y, for which g is just what arrives.
const learn = { dtype: "float64", requiresGrad: true } as const;
const dice = random.generator(5);
const n = 6;
const x = tensor(dice.normal([n, 3], { dtype: "float64" }).mul(3).add(4).toArray(), learn) as Table;
const g = dice.normal([n, 3], { dtype: "float64" }) as Table;
const [gamma, beta] = [tensor([2, 0.5, -1.5], learn), tensor([1, 0, 3], learn)] as [Row, Row];
const mu = x.mean(0);
const away = x.sub(mu);
const variance = away.square().mean(0);
const hat = away.div(variance.add(1e-3).sqrt());
hat.mul(gamma).add(beta).mul(g).sum().backward();

const [dHat, dVariance, dMu] = [hat.grad, variance.grad, mu.grad] as [Table, Row, Row];
const [plainHat, plainAway] = [hat.detach(), away.detach()] as [Table, Table];
const [v, scale] = [variance.detach().add(1e-3), gamma.detach()] as [Row, Row];
const known: WithMu = { g, gamma: scale, hat: plainHat, away: plainAway, v, n, dHat, dVariance, dMu };
const s = v.sqrt();
const direct = dHat.div(s);
const through = plainAway.mul(dVariance).mul(2 / n);

export const checkBeta: Check<Gradient> = tensorExercise<Gradient>({
  title: "Gradient 1",
  id: "drill-beta",
  result: (answer) => answer(known),
  wanted: beta.grad as Row,
  slips: [
    { gives: g.mean(0), hint: "Nobody takes a mean here: every example uses β, so the slopes add up." },
    { gives: g.mul(plainHat).sum(0), hint: "That is the slope of γ. What does β do in each example?" },
    {
      gives: g.sum(1),
      hint: "That is one sum for each example. The examples are added up, the features stay.",
    },
    { gives: g.sum(), hint: "That adds up everything. Each feature has a β of its own." },
    { gives: g, hint: "β is used in every example, so its slopes add up." },
  ],
  because: "β is added in every example: its slope is the sum of g over the examples.",
});

export const checkScale: Check<Gradient> = tensorExercise<Gradient>({
  title: "Gradient 2",
  id: "drill-gamma",
  result: (answer) => answer(known),
  wanted: gamma.grad as Row,
  slips: [
    { gives: g.sum(0), hint: "That is the slope of β. What does γ multiply?" },
    { gives: g.mul(plainHat), hint: "γ is used in every example, so its slopes add up." },
    { gives: g.mul(plainHat).mean(0), hint: "Nobody takes a mean here: the slopes of all examples add up." },
    { gives: plainHat.sum(0), hint: "Each x̂ counts as much as the slope that arrives there." },
    { gives: g.mul(plainAway).sum(0), hint: "γ multiplies x̂, not the distance from the mean." },
  ],
  because: "γ multiplies x̂ in every example: its slope is the sum of g x̂.",
});

export const checkHat: Check<Gradient> = tensorExercise<Gradient>({
  title: "Gradient 3",
  id: "drill-hat",
  result: (answer) => answer(known),
  wanted: dHat,
  slips: [
    { gives: g, hint: "That is what arrives at y. The times gate with γ still lies between." },
    { gives: g.div(scale), hint: "A times gate multiplies what arrives by its other input." },
    {
      gives: g.mul(plainHat),
      hint: "That is what each example sends to γ. The other input of that gate is γ itself.",
    },
    { gives: g.mul(scale).sum(0), hint: "Every x̂ is a number of its own: nothing is summed." },
    { gives: g.add(scale), hint: "Along a way slopes are multiplied." },
  ],
  because: "The times gate hands back its other input, γ.",
});

export const checkVariance: Check<Gradient<WithHat>> = tensorExercise<Gradient<WithHat>>({
  title: "Gradient 4",
  id: "drill-variance",
  result: (answer) => answer(known),
  wanted: dVariance,
  slips: [
    { gives: dVariance.neg(), hint: "The right size. What sign has the derivative of v to the power -½?" },
    { gives: dVariance.mul(-2), hint: "The exponent comes down as a factor: -½." },
    { gives: dVariance.mul(2), hint: "The exponent comes down as a factor: -½, not -1." },
    { gives: dVariance.mul(v), hint: "The exponent comes down, and what is left is one less: -½ - 1." },
    { gives: dVariance.mul(v.pow(3)), hint: "A minus is lost in the exponent." },
    {
      gives: dHat.mul(plainAway).mul(v.pow(-1.5)).mul(-0.5),
      hint: "Every example uses σ², so their slopes add up.",
    },
    {
      gives: g.mul(plainAway).mul(v.pow(-1.5)).sum(0).mul(-0.5),
      hint: "You took g, but at x̂ there arrives dHat: γ lies between.",
    },
    {
      gives: dHat.mul(plainHat).mul(v.pow(-1.5)).sum(0).mul(-0.5),
      hint: "In x̂ = (x - μ) v^(-½) the power is multiplied by x - μ, not by x̂.",
    },
    { gives: dVariance.div(n), hint: "Nobody takes a mean here: the slopes of all examples add up." },
  ],
  because: "-½ v^(-3/2), times x - μ, times what arrives, over all examples.",
});

export const checkMu: Check<Gradient<WithVariance>> = tensorExercise<Gradient<WithVariance>>({
  title: "Gradient 5",
  id: "drill-mu",
  result: (answer) => answer(known),
  wanted: dMu,
  slips: [
    { gives: dMu.neg(), hint: "The right size. μ is subtracted: x̂ falls when μ grows." },
    { gives: direct.neg(), hint: "Every x̂ uses μ, so their slopes add up." },
    { gives: dHat.sum(0).neg(), hint: "x - μ is divided by √(σ² + ε) as well." },
    { gives: dHat.div(v).sum(0).neg(), hint: "It is divided by the root of v, not by v." },
    { gives: dHat.mul(s).sum(0).neg(), hint: "The root stands below the line: divide by it." },
    { gives: g.div(s).sum(0).neg(), hint: "You took g, but at x̂ there arrives dHat: γ lies between." },
    { gives: dMu.div(n), hint: "Nobody takes a mean here: the slopes of all examples add up." },
  ],
  because:
    "Every x̂ sends -1/√v times its slope. The way through σ² adds up to nothing, since distances from the mean cancel out.",
});

export const checkInputs: Check<Gradient<WithMu>> = tensorExercise<Gradient<WithMu>>({
  title: "Gradient 6",
  id: "drill-x",
  result: (answer) => answer(known),
  wanted: x.grad as Table,
  slips: [
    { gives: direct, hint: "That is the direct way alone. Two more lead through σ² and through μ." },
    {
      gives: direct.add(through),
      hint: "The way through μ is missing: μ is the mean, so each x has one n-th of it.",
    },
    {
      gives: direct.add(dMu.div(n)),
      hint: "The way through σ² is missing: how far does σ² move with one x?",
    },
    { gives: through.add(dMu.div(n)), hint: "The direct way is missing, through the example's own x̂." },
    { gives: direct.add(through).add(dMu), hint: "μ is a mean: if one x moves by 1, μ moves by 1/n." },
    {
      gives: direct.add(through.div(2)).add(dMu.div(n)),
      hint: "The derivative of (x - μ)² has a factor 2.",
    },
    {
      gives: direct.add(through.mul(n)).add(dMu.div(n)),
      hint: "σ² is a mean: the way through it has a 1/n, too.",
    },
    {
      gives: direct.sub(through).add(dMu.div(n)),
      hint: "Ways that meet are added. The signs are in the slopes.",
    },
    {
      gives: direct.sub(through).sub(dMu.div(n)),
      hint: "Ways that meet are added. Their signs are in the slopes already.",
    },
  ],
  because: "Three ways, each multiplied along, and added where they meet.",
});

/** The functions of the six gradients, with the types that the lesson computes with. */
export interface Six {
  dBeta(known: Known): Row;
  dGamma(known: Known): Row;
  dHat(known: Known): Table;
  dVariance(known: WithHat): Row;
  dMu(known: WithVariance): Row;
  dx(known: WithMu): Table;
}

/** The learner's gradients, with ours in place of those that are not right yet. */
export function drillFrom(mine: Given<Drill>): Six {
  const checks = {
    dBeta: checkBeta,
    dGamma: checkScale,
    dHat: checkHat,
    dVariance: checkVariance,
    dMu: checkMu,
    dx: checkInputs,
  };
  return filledIn(mine, { checks, ours }) as Six;
}
