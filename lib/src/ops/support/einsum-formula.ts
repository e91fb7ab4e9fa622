import { OptionError, ShapeError } from "../../errors.js";
import { isList, quoted } from "../../given.js";
import { formatShape, type Shape } from "../../tensor/shape.js";
import { checkTensor } from "./operands.js";

/** A formula read for some tensors: a letter for each of their axes, and for each axis of the result. */
export interface Formula {
  readonly parts: readonly string[];
  readonly result: string;
  /** The size of each letter. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** Stands for `...` while the formula is read, so that a part has one character for each thing it names. */
const others = "…";

/** The axes that `...` stands for, counted from the last, get characters that nobody writes. */
const otherAxes = (count: number): string =>
  Array.from({ length: count }, (_, i) => String.fromCharCode(0xe000 + count - i)).join("");

/**
 * Reads a formula. Throws OptionError for one that cannot be read or does not fit the number of tensors, ShapeError
 * for one that does not fit their shapes.
 */
export function readFormula(formula: unknown, operands: readonly { readonly shape: Shape }[]): Formula {
  if (!isList(operands)) throw refusal("the tensors in a list", quoted(operands));
  for (const x of operands) checkTensor("einsum", x);
  if (typeof formula !== "string") throw refusal("a formula in quotes", quoted(formula));
  const text = formula.replace(/\s/g, "").replaceAll("...", others);
  const match = /^([a-z…,]*)(?:->([a-z…]*))?$/i.exec(text);
  if (match === null) throw refusal('letters, commas, "..." and one "->"', quoted(formula));
  const parts = match[1]!.split(",");
  const result = match[2] ?? impliedResult(parts.join(""));
  if (parts.length !== operands.length) {
    const tensors = `${operands.length} tensor${operands.length === 1 ? "" : "s"}`;
    throw refusal(`a part for each of ${tensors}`, `${parts.length} in ${quoted(formula)}`);
  }
  for (const name of result) {
    const shown = name === others ? "..." : name;
    if (result.indexOf(name) !== result.lastIndexOf(name)) {
      throw refusal("each letter of the result once", `${shown} twice in ${quoted(formula)}`);
    }
    if (name !== others && !parts.some((part) => part.includes(name))) {
      throw refusal("a result of letters that the tensors have", `${shown} in ${quoted(formula)}`);
    }
  }
  if (parts.some((part) => part.indexOf(others) !== part.lastIndexOf(others))) {
    throw refusal('"..." once for each tensor', quoted(formula));
  }
  if (parts.some((part) => part.includes(others)) && !result.includes(others)) {
    throw refusal('"..." in the result, as the tensors have it', quoted(formula));
  }
  const counts = operands.map(({ shape }, i) => {
    const letters = parts[i]!.replace(others, "").length;
    const more = shape.length - letters;
    if (more < 0 || (more > 0 && !parts[i]!.includes(others))) {
      throw new ShapeError(
        `einsum: expected ${letters} axes for ${quoted(parts[i]!.replace(others, "..."))}, got ${formatShape(shape)}; try one letter for each axis, or "..." for the other ones`,
      );
    }
    return more;
  });
  const named = parts.map((part, i) => part.replace(others, otherAxes(counts[i]!)));
  return {
    parts: named,
    result: result.replace(others, otherAxes(Math.max(0, ...counts))),
    sizes: sizesOf(quoted(formula), named, operands),
  };
}

/** Without `->`: what `...` stands for, then the letters that stand once, in alphabetical order. */
function impliedResult(all: string): string {
  const once = [...all].filter((letter) => letter !== others && all.split(letter).length === 2);
  return (all.includes(others) ? others : "") + once.sort().join("");
}

function sizesOf(
  formula: string,
  parts: readonly string[],
  operands: readonly { readonly shape: Shape }[],
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  operands.forEach(({ shape }, i) => {
    [...parts[i]!].forEach((name, axis) => {
      const size = shape[axis]!;
      const known = sizes.get(name) ?? size;
      // Only the axes of "..." are stretched.
      const stretches = name > others && (known === 1 || size === 1);
      if (known !== size && !stretches) {
        const axes = name > others ? 'an axis of "..."' : name;
        throw new ShapeError(
          `einsum: expected one size for ${axes} in ${formula}, got ${known} and ${size}; try equal sizes for equal letters`,
        );
      }
      sizes.set(name, known === 1 ? size : known);
    });
  });
  return sizes;
}

function refusal(expected: string, got: string): OptionError {
  return new OptionError(`einsum: expected ${expected}, got ${got}; try einsum("ij,jk->ik", [a, b])`);
}
