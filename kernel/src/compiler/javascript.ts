import type { CompilerOptions, Diagnostic } from "typescript";
import { type BoundFile, ts } from "./typescript.js";

/** Is this a cell in JavaScript whose types nobody asked to hear of, by `// @ts-check` or `checkJs` in tsconfig.json? */
export function isUncheckedJavaScript(file: BoundFile, { checkJs }: CompilerOptions): boolean {
  return file.scriptKind === ts.ScriptKind.JSX && !(file.checkJsDirective?.enabled ?? checkJs);
}

/**
 * What JavaScript itself would refuse, and the script of a cell no longer does, since declarations are assignments in it
 * and it may be the body of a function. All else JavaScript says itself, when the cell runs.
 */
const HIDDEN = new Set([
  1104, // continue outside of a loop
  1105, // break outside of a loop
  1107, // a jump out of a function
  1108, // return outside of a function
  1115, // continue to a label that is not there
  1116, // break to a label that is not there
  2448, // a variable before its declaration
  2449, // a class before its declaration
  2451, // declared twice
  2588, // a constant assigned
]);

/** Does it stop a cell that {@link isUncheckedJavaScript}? */
export function stopsJavaScript({ code }: Diagnostic): boolean {
  return HIDDEN.has(code);
}

/** "… can only be used in TypeScript files", which is said of nothing but JavaScript. */
export function isTypeScript(code: number): boolean {
  return (code >= 8002 && code <= 8017) || code === 8037;
}

/** Says of a cell, which is no file, where it could be used. */
export function namingTheKernel(text: string): string {
  return text.replace(" files.", ", and this is the JavaScript kernel; try the kernel TypeScript (gradbook)");
}
