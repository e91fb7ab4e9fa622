import { describe, expect, it } from "vitest";
import { findLessons } from "../../notebooks/tools/lessons/catalog.js";
import type { Notebook } from "../../notebooks/tools/lessons/notebook.js";
import { sourceOf } from "./printed.js";

/** Where a lesson asks for a prediction, and the words that answer it, in a later cell. */
type Answered = readonly [asked: string, answeredIn: string, words: string];

const answers: Readonly<Record<string, readonly Answered[]>> = {
  "week-1/xor-by-hand": [
    ["predict", "proof", "Was your line for XOR missing one corner, too?"],
    ["surface-text", "surface-see", "At 0.1 the answer is about 0.42 everywhere"],
  ],
  "week-1/training-xor": [
    ["predict", "rates-see", "How good was your prediction?"],
    ["slope-see", "rate-see", "At $64$ the bias hops"],
  ],
  "week-2/chain-rule": [
    ["predict", "nudge-see", "raise $w$ by $0.1$, and $f$ goes *up* by $0.5$"],
    ["sigmoid-see", "gates-see", "far above 0 the gate $\\exp$"],
  ],
  "week-2/backpropagation": [
    ["predict", "five-lines", "That answers the question of section 1: $X^\\top D$"],
    ["h-text", "h-see", "A valley."],
  ],
  "week-2/activations": [
    ["predict", "train-see", "the border cannot bend at all"],
    ["shapes-see", "saturation", "From $\\pm 2$ on tanh lets *less* through"],
  ],
  "week-2/vanishing-gradients": [
    ["predict", "products-see", '"about a billion" is the nearest'],
    ["network", "norms-see", "*two millionths*"],
  ],
  "week-3/histograms": [
    ["predict", "loss-see", "only Cho's learns to bend its boundary"],
    ["predict", "sigmoid-see", "a hundred times smaller is worse"],
    ["slider-text", "slider-see", "Tanh looks best around $\\sigma = 0.15$"],
  ],
  "week-3/xavier-and-he": [
    ["predict", "lecun", "with 100 inputs σ is 10, with 784 it is 28"],
    ["depth-see", "gain-see", "Tanh keeps its $E[h^2]$ at no gain"],
  ],
  "week-3/pretraining": [["predict", "contest-see", "Was your prediction right?"]],
  "week-3/mnist-initialization": [
    ["predict", "two-see", '"Random" was the standard normal distribution, $\\sigma = 1$'],
    ["predict", "line-up-see", "The blank for He is filled"],
    ["line-up-see", "deep-see", "The first two have learned nothing"],
    ["grid-see", "gain-see", "Its line is level at *every* gain"],
  ],
  "week-4/mini-batches": [
    ["predict", "epoch-see", "after one epoch Ben has the smallest loss, 1.29, and after twenty it is Cho"],
    ["cloud-text", "spread-see", "The cloud shrinks around the square"],
  ],
  "week-4/optimizers": [
    ["predict", "rate-see", "The slope points at the walls, not along the valley"],
    ["race", "race-see", "The order is RMSProp, Adam, momentum, plain"],
    ["race-see", "turn-see", "RMSProp and Adam lose their lead"],
  ],
  "week-4/overfitting": [
    ["predict", "curves-see", "on the 100 points the largest network is best, on new points the middle one"],
    ["dropout", "cures-see", "more data shrinks the gap most"],
    ["slider-text", "decay-see", "On the left the folds, on the right a boundary so stiff"],
  ],
  "week-4/dropout-and-ensembles": [
    ["predict", "ensemble-see", "it is $96.93\\,\\%$"],
    ["predict", "mnist-see", "That answers the second question of section 1"],
  ],
  "week-5/batch-norm-forward": [
    ["predict", "alone", "Back to the prediction."],
    ["knobs-text", "knobs-see", "With a large one it [saturates]"],
  ],
  "week-5/batch-norm-backward": [
    ["predict", "forget-text", "Now the prediction of section 1 is easy"],
    ["ways-text", "ways-see", "also when only $y_2$ counts, $x_4$ gets a slope"],
    ["forget-see", "weights-see", "ten times the weights, a tenth of the slopes"],
  ],
  "week-5/what-it-buys": [
    ["predict", "rates-see", "from 0.1 to 0.3, a factor of three"],
    ["start-text", "inside-text", "The plain network wants a $\\sigma$ near He's"],
    ["small-text", "small-see", "In batches of two the normalized networks are little better than chance"],
  ],
  "week-6/data-pipeline": [
    ["predict", "measure-see", "costs the plain network 19 points"],
    ["shuffle", "buffer-see", "With 1 nothing is shuffled"],
  ],
  "week-6/fashion-mnist": [
    ["predict", "runs-see", "Of the four guesses in section 1, 85 % is the nearest"],
    ["predict", "confusion-see", "Was that your prediction?"],
    ["network", "train-text", "$-\\ln \\tfrac{1}{10} = \\ln 10$"],
    ["sure", "exercises", "At 0.9 it answers 65 % of the pictures"],
  ],
  "week-6/convolution": [
    ["predict-size", "sizes", "so there are 25 answers"],
    ["predict-size", "sizes", "3$ places in a row, 9 in all. That answers section 1"],
    ["slider-text", "count", "For the trouser it is the vertical detector"],
  ],
  "week-6/lenet": [
    ["predict", "shuffled-see", "The prediction of section 1: not at all"],
    ["predict", "moved-see", "By two pixels the dense network falls from 87.5 % to 57.1 %"],
  ],
};

/** The cells that ask for a prediction in bold. */
const asking = ({ cells }: Notebook) =>
  cells
    .filter(
      ({ cell_type, source }) => cell_type === "markdown" && /\*\*(?:Your prediction|Predict)/i.test(source),
    )
    .map(({ id }) => id);

describe("every prediction is answered in words", () => {
  it.each(findLessons().map((lesson) => [lesson.name, lesson] as const))("%s", (name, { notebook }) => {
    const known = answers[name] ?? [];
    expect([...new Set(known.map(([asked]) => asked))]).toEqual(asking(notebook));
    const ids = notebook.cells.map(({ id }) => id);
    for (const [asked, answeredIn, words] of known) {
      expect(ids.indexOf(answeredIn), `${asked} is answered after it is asked`).toBeGreaterThan(
        ids.indexOf(asked),
      );
      expect(sourceOf(notebook, answeredIn)).toContain(words);
    }
  });
});

/** The name in `predict("name", null)` or `predicted("name")`. */
const nameIn = (source: string): string | undefined =>
  /^predict(?:\("([^"]+)", null|ed\("([^"]+)")\)$/.exec(source)?.slice(1).find(Boolean);

describe("every prediction is written down where it is asked, and seen again where it is answered", () => {
  it.each(findLessons().map((lesson) => [lesson.name, lesson] as const))("%s", (name, { notebook }) => {
    const { cells } = notebook;
    const ids = cells.map(({ id }) => id);
    const written = cells.filter(({ source }) => source.startsWith("predict("));
    for (const asked of asking(notebook)) {
      expect(cells[ids.indexOf(asked) + 1]?.id, `${asked} is followed by a cell to write in`).toMatch(
        /^predict-/,
      );
    }
    for (const { id, source, metadata } of written) {
      const predicted = nameIn(source);
      expect(id).toBe(`predict-${predicted}`);
      expect(metadata.tags).toEqual(["prediction"]);
      const again = cells.findIndex((cell) => cell.source === `predicted("${predicted}")`);
      expect(ids[again]).toBe(`predicted-${predicted}`);
      expect(again).toBeGreaterThan(ids.indexOf(id));
      // It stands right beside the words that answer.
      const answered = (answers[name] ?? []).map(([, cell]) => cell);
      expect(answered.some((cell) => Math.abs(ids.indexOf(cell) - again) <= 2)).toBe(true);
    }
    expect(written.length).toBeGreaterThanOrEqual(asking(notebook).length);
  });
});
