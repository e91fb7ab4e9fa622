import { checkOptions } from "../given.js";
import type { Check } from "./exercise.js";

/** Answers by name, of which some are not given yet. */
export type Given<Answers> = { readonly [Name in keyof Answers]?: Answers[Name] | null };

/** What stands behind {@link filledIn}, by the answers' names. */
export interface FillOptions<Answers> {
  /** The check of each answer. */
  readonly checks: { readonly [Name in keyof Answers]: Check<Answers[Name]> };
  /** An answer for each name that has none that its check takes. */
  readonly ours: Answers;
}

/**
 * Each answer that its check takes, and ours in place of the others, so that the cells behind a row of exercises can
 * build on them whether they are solved or not.
 *
 * @example
 * ```ts
 * const checkAdd = exercise({
 *   title: "Exercise 1",
 *   correct: (add) => add(1, 2) === 3,
 *   mistakes: [{ when: (add) => add(1, 2) === 2, hint: "That is the product." }],
 *   otherwise: "Return a + b.",
 *   because: "A sum is a gate, too.",
 * });
 * const { add } = filledIn({ add: null }, { checks: { add: checkAdd }, ours: { add: (a, b) => a + b } });
 * add(1, 2); // 3
 * ```
 */
export function filledIn<Answers extends object>(
  mine: Given<Answers>,
  options: FillOptions<Answers>,
): Answers {
  const { checks, ours } = checkOptions("filledIn", options, "checks, ours");
  const filled = { ...ours };
  for (const name of Object.keys(ours) as (keyof Answers)[]) {
    const answer = mine[name];
    if (answer !== null && answer !== undefined && checks[name](answer).state === "solved")
      filled[name] = answer;
  }
  return filled;
}
