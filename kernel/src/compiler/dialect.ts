import type { Node } from "typescript";
import type { Language } from "../cell-contract.js";
import { type BoundFile, ts } from "./typescript.js";

/** What a cell is read as: TypeScript, with `<T>value` assertions, or with JSX; or JavaScript, always with JSX. */
export type Dialect = "ts" | "tsx" | "jsx";

export interface Reading<T> {
  readonly language: Language;
  read(dialect: Dialect): T;
  fileOf(read: T): BoundFile;
}

/**
 * Reads a text as its language; TypeScript with JSX in it where that goes better: where it reads without mistakes, or
 * its first mistake comes later.
 */
export function readAs<T>(text: string, { language, read, fileOf }: Reading<T>): T {
  if (language === "javascript") return read("jsx");
  const plain = read("ts");
  if (firstMistake(fileOf(plain)) === undefined || !/<[\w>]/.test(text)) return plain;
  const withJsx = read("tsx");
  return reach(fileOf(withJsx)) > reach(fileOf(plain)) ? withJsx : plain;
}

/** "JSX element has no corresponding closing tag", which is said of its beginning; what was missed is said as well. */
const UNCLOSED = new Set([17008, 17014]);

/** The first thing that the parser did not understand. */
export function firstMistake({
  parseDiagnostics,
}: BoundFile): BoundFile["parseDiagnostics"][number] | undefined {
  return parseDiagnostics.find(({ code }) => !UNCLOSED.has(code));
}

function reach(file: BoundFile): number {
  return firstMistake(file)?.start ?? Number.POSITIVE_INFINITY;
}

/** `<div>hello` is right TypeScript, an assertion; but of a type called like an element of HTML. */
export function beginsLikeElement(file: BoundFile): boolean {
  const visit = (node: Node): boolean => {
    if (ts.isTypeAssertionExpression(node) && ts.isTypeReferenceNode(node.type)) {
      const { typeName, typeArguments } = node.type;
      if (ts.isIdentifier(typeName) && /^[a-z]/.test(typeName.text) && typeArguments === undefined)
        return true;
    }
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(file);
}
