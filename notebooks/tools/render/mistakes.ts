import { existsSync, readFileSync } from "node:fs";
import ts from "typescript";
import type { Lesson } from "../lessons/catalog.js";

/** The hints of one exercise, each written for a mistake that many make. */
export interface Mistakes {
  readonly exercise: string;
  readonly hints: readonly string[];
}

/** The usual mistakes of a lesson, as its checks name them. Hints that are computed from the answer are left out. */
export function mistakesOf({ path }: Lesson): readonly Mistakes[] {
  const checks = path.replace(/\.ipynb$/, "-checks.ts");
  if (!existsSync(checks)) return [];
  const tree = ts.createSourceFile(checks, readFileSync(checks, "utf8"), ts.ScriptTarget.ES2022);
  const found: Mistakes[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const exercise = textAt(node, "title");
      const hints = valueAt(node, "mistakes");
      if (exercise !== undefined && hints !== undefined && ts.isArrayLiteralExpression(hints)) {
        found.push({
          exercise,
          hints: hints.elements.flatMap((hint) =>
            ts.isObjectLiteralExpression(hint) ? (textAt(hint, "hint") ?? []) : [],
          ),
        });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found.filter(({ hints }) => hints.length > 0);
}

function valueAt(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = object.properties.find(
    (entry) => ts.isPropertyAssignment(entry) && ts.isIdentifier(entry.name) && entry.name.text === name,
  );
  return property !== undefined && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

function textAt(object: ts.ObjectLiteralExpression, name: string): string | undefined {
  const value = valueAt(object, name);
  return value !== undefined && ts.isStringLiteralLike(value) ? value.text : undefined;
}
