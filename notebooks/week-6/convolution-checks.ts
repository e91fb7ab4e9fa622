/** The checks of the lesson "Convolution": what is right, and a hint for each usual mistake. */
import { type Check, isNumber, lesson } from "gradbook/exercise";

export const here = lesson("week-6/convolution", "Convolution");
const { exercise } = here;

export const { predict, predicted } = here.predictions({
  places: {
    question:
      "How many answers does a window of 3 × 3 leave on a picture of 7 × 7? And two pixels at a time?",
    result: "25, and 9.",
  },
  edges: {
    question: "Which of the three edge detectors answers most for the trouser, and which for the sneaker?",
    result: "The vertical one for the trouser, the horizontal one for the sneaker.",
  },
});

export const checkWeights: Check<number> = exercise<number>({
  title: "Exercise 1",
  correct: (count) => isNumber(count, 1100),
  mistakes: [
    {
      when: (count) => isNumber(count, 1080),
      hint: "These are the weights. Each of the 20 kernels has a bias, too.",
    },
    {
      when: (count) => isNumber(count, 200) || isNumber(count, 180),
      hint: "A kernel reads all 6 maps at once, with other weights for each.",
    },
    {
      when: (count) => isNumber(count, 1086),
      hint: "One bias for each map it gives, not for each it reads.",
    },
    {
      when: (count) => isNumber(count, 1200),
      hint: "A kernel has a single bias, whatever the number of maps it reads.",
    },
    {
      when: (count) => isNumber(count, 55) || isNumber(count, 54),
      hint: "That is one kernel. How many are there?",
    },
    { when: (count) => isNumber(count, 380), hint: "The window has a height and a width: multiply both." },
  ],
  otherwise: "Count the weights of one kernel, add its bias, and multiply by the number of kernels.",
  because: "20 kernels with 54 weights and a bias each.",
});

export const checkField: Check<number> = exercise<number>({
  title: "Exercise 2",
  correct: (width) => isNumber(width, 15),
  mistakes: [
    {
      when: (width) => isNumber(width, 7),
      hint: "That is right for stride 1, and for two layers with stride 2. How far apart are neighbours in the second map?",
    },
    {
      when: (width) => isNumber(width, 27),
      hint: "Windows of neighbours overlap, so widths do not multiply.",
    },
    {
      when: (width) => isNumber(width, 9),
      hint: "Windows of neighbours overlap. How much does a layer add?",
    },
    {
      when: (width) => isNumber(width, 11),
      hint: "The third layer's neighbours are further apart than the second's: both strides before it count.",
    },
    {
      when: (width) => isNumber(width, 31) || isNumber(width, 29),
      hint: "A layer's own stride does not widen what it sees; those before it do.",
    },
    {
      when: (width) => isNumber(width, 225),
      hint: "That is the number of pixels in the square. The width is asked for.",
    },
  ],
  otherwise: "Begin with 3. The second layer adds 2 times the first stride; what does the third add?",
  because: "3, then 3 + 4 = 7, then 7 + 8 = 15.",
});

export const checkSize: Check<number> = exercise<number>({
  title: "Exercise 3",
  id: "exercise-5",
  correct: (width) => isNumber(width, 4),
  mistakes: [
    {
      when: (width) => isNumber(width, 7),
      hint: "That is with padding, so that convolutions keep the size. Here there is none.",
    },
    { when: (width) => isNumber(width, 8), hint: "One pooling is still to come." },
    {
      when: (width) => isNumber(width, 16),
      hint: "That is the number of answers in the map. Its width is asked for.",
    },
    {
      when: (width) => isNumber(width, 20),
      hint: "Between the two convolutions stands a pooling, and one comes at the end.",
    },
    { when: (width) => isNumber(width, 12), hint: "That is the width after the first two layers." },
    { when: (width) => isNumber(width, 3), hint: "A window of 5 has n - 4 places in a row of n, not n - 5." },
  ],
  otherwise: "Go layer by layer. A window of 5 in a row of 28 has 28 - 5 + 1 places; pooling halves.",
  because: "28, then 24, 12, 8 and 4.",
});

export const checkRings: Check<number> = exercise<number>({
  title: "Exercise 4",
  id: "exercise-6",
  correct: (rings) => isNumber(rings, 2),
  mistakes: [
    { when: (rings) => isNumber(rings, 1), hint: "That is what stands there: it suits a window of 3." },
    {
      when: (rings) => isNumber(rings, 4),
      hint: "Four pixels are lost in a row. But a ring adds one on each side.",
    },
    {
      when: (rings) => isNumber(rings, 5),
      hint: "That is the window itself. How many places are lost in a row?",
    },
    {
      when: (rings) => isNumber(rings, 2.5),
      hint: "A row loses k - 1 places, not k. Half of them on each side.",
    },
  ],
  otherwise: "Put n_new = n into the formula of section 4 with s = 1 and k = 5, and look for p.",
  because: "n + 2p - k + 1 = n for p = (k - 1)/2, here 2.",
});
