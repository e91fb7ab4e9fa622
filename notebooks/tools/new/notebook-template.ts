import { kernelMetadata } from "../execute/run-lesson.js";
import type { Cell, Notebook } from "../lessons/notebook.js";
import type { NewLesson } from "./lesson.js";

/** An exercise of the template: in the lesson unsolved, in the solutions notebook solved. */
interface Exercise {
  /** Its kind, in the heading. */
  readonly kind: string;
  /** What is asked. */
  readonly ask: string;
  /** The first lines of the cell, with the answer in place of `ANSWER`. */
  readonly code: string;
  readonly answer: string;
  readonly hints: readonly [string, string];
  /** The worked solution in words. */
  readonly solution: string;
}

const exercises: readonly Exercise[] = [
  {
    kind: "recall",
    ask: "What is $2x$ for $x = 3$?",
    code: "const doubled: number | null = ANSWER;\ncheckRecall(doubled)",
    answer: "6",
    hints: ["Where does the lesson say it?", "What to do there, without doing it."],
    solution: "$2 \\cdot 3 = 6$.",
  },
  {
    kind: "derive",
    ask: "What is the slope of $y = 2x$?",
    code: "const slope: number | null = ANSWER;\ncheckDerive(slope)",
    answer: "2",
    hints: ["Which rule is needed?", "Its first step."],
    solution: "$y$ grows by 2 for each 1 that $x$ grows by.",
  },
  {
    kind: "code",
    ask: "Write a function that doubles a number.",
    code: "type Doubling = (x: number) => number;\nconst twice: Doubling | null = ANSWER;\ncheckCode(twice)",
    answer: "(x) => 2 * x",
    hints: ["What goes in, what comes out?", "The formula of section 2 is the whole function."],
    solution: "The formula, as it stands.",
  },
  {
    kind: "find the bug",
    ask: "Somebody doubles with $x^2$, and it works for $x = 2$. Give an $x$ above 0 for which it is too small.",
    code: "const counterexample: number | null = ANSWER;\ncheckBug(counterexample)",
    answer: "1",
    hints: ["Try a few.", "When is $x \\cdot x$ smaller than $2 \\cdot x$?"],
    solution: "Every $x$ between 0 and 2 will do: there $x \\cdot x < 2 \\cdot x$.",
  },
];

/** The notebook of a new lesson. It runs; every sentence in it says what belongs in its place. */
export function lessonNotebook({ file, week, lesson, title }: NewLesson): Notebook {
  const cells: readonly Cell[] = [
    markdown("header", header({ week, lesson, title })),
    code(
      "imports",
      `import { plot, tensor } from "gradbook";\nimport {\n  checkBug, checkCode, checkDerive, checkRecall, predict, predicted,\n} from "./${file}-checks";`,
    ),
    markdown("predict", predict),
    code("predict-first", 'predict("first", null)', ["prediction"]),
    markdown("by-hand", byHand),
    code("first-code", firstCode),
    code("chart", chart),
    code("predicted-first", 'predicted("first")'),
    markdown(
      "chart-see",
      "**What to see.** What the numbers and the picture say, also where it is not the usual story.",
    ),
    markdown("control-text", "**Predict** before you move the slider: what will change, what will stay?"),
    code("predict-factor", 'predict("factor", null)', ["prediction"]),
    code("control-chart", control),
    code("predicted-factor", 'predicted("factor")'),
    markdown("control-see", "**What to see.** What moved, and why."),
    ...exercises.flatMap((exercise, i) => exerciseCells(exercise, i + 1)),
    markdown("summary", summary),
  ];
  return {
    metadata: { ...kernelMetadata, gradbook: { lesson, minutes: 45, summary: "One sentence.", week } },
    cells,
  };
}

/** The notebook with the worked solutions. */
export function solutionsNotebook({ name, file, week, title }: NewLesson): Notebook {
  const cells: readonly Cell[] = [
    markdown(
      "solutions-header",
      `# Solutions: ${title}\n\nThe worked solutions of [the lesson](../../${name}.ipynb). Try the exercises there first: an answer that you found yourself stays longer.`,
    ),
    code(
      "imports",
      `import { checkBug, checkCode, checkDerive, checkRecall } from "../../week-${week}/${file}-checks";`,
    ),
    ...exercises.flatMap((exercise, i) => [
      markdown(`exercise-${i + 1}-text`, `## Exercise ${i + 1}\n\n${exercise.solution}`),
      code(`exercise-${i + 1}`, solved(exercise), ["exercise"]),
    ]),
  ];
  return { metadata: kernelMetadata, cells };
}

function header({ week, lesson, title }: Pick<NewLesson, "week" | "lesson" | "title">): string {
  return `# ${title}

**Week ${week} · Lesson ${lesson} · about 45 minutes** · [Course map](../index.ipynb) · [Glossary](../glossary.ipynb)

> **You will be able to**
> - do this,
> - explain that,
> - check the other.
>
> **You need** the lessons that this one builds on, linked.
>
> **Previous** the lesson before, linked. **Next** the lesson after, linked.

Run a cell with <kbd>Shift</kbd> + <kbd>Enter</kbd>. Change numbers and run it again: nothing can break.`;
}

const predict = `## 1. Predict first

The situation, in a few sentences. A term gets a link to the glossary and its Korean where it comes up first.

**Your prediction, before you read on.** A question that everybody can guess at.`;

const byHand = `## 2. The idea, by hand

**By hand.** Small numbers first: $2 \\cdot 3 = 6$. Then the formula, derived step by step:

$$y = 2x, \\qquad \\frac{\\partial y}{\\partial x} = 2$$

Then the same in code, checked against autograd and a nudge:`;

const firstCode = `const x = tensor([1, 2, 3], { dtype: "float64", requiresGrad: true });
const y = x.mul(2);
y.sum().backward();
const nudge = (2 * (3 + 1e-5) - 2 * (3 - 1e-5)) / 2e-5;
console.log("y      ", y.toArray().join("  "));
console.log("∂y / ∂x", x.grad?.toArray().join("  "), "by nudging", nudge.toFixed(6));`;

const chart = `plot.line((x) => 2 * x, { domain: [0, 3], title: "Doubling", xLabel: "x", yLabel: "y" })`;

const control = `plot.slider(
  [0.5, 1, 2],
  (factor) => plot.line((x) => factor * x, { domain: [0, 3], xLabel: "x", yLabel: "y" }),
  { label: "factor", title: "Other factors" },
)`;

const summary = `## 4. What you take with you

- The three or four sentences that should stay.

## Questions for the group

1. A question without one right answer.

   <details><summary>An answer</summary>

   One answer, for whoever learns alone.

   </details>`;

function exerciseCells(exercise: Exercise, number: number): readonly Cell[] {
  const { kind, ask, hints, solution } = exercise;
  const top = "## 3. Exercises\n\nPut your answer in place of `null` and run the cell.\n\n";
  return [
    markdown(`exercise-${number}-ask`, `${number === 1 ? top : ""}### Exercise ${number}: ${kind}\n\n${ask}`),
    code(`exercise-${number}`, exercise.code.replace("ANSWER", "null"), ["exercise"]),
    markdown(
      `exercise-${number}-help`,
      `<details><summary>Hint 1</summary>

${hints[0]}

<details><summary>Hint 2</summary>

${hints[1]}

</details>
</details>
<details><summary>Worked solution</summary>

${solution}

\`\`\`ts
${solved(exercise)}
\`\`\`

</details>`,
    ),
  ];
}

function solved({ code, answer }: Exercise): string {
  return code.replace("ANSWER", answer);
}

function markdown(id: string, source: string): Cell {
  return { cell_type: "markdown", id, metadata: {}, source };
}

function code(id: string, source: string, tags?: readonly string[]): Cell {
  const metadata = tags === undefined ? {} : { tags };
  return { cell_type: "code", id, metadata, source, execution_count: null, outputs: [] };
}
