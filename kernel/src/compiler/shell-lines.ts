import { ts } from "./typescript.js";

/** `!npm install x`, but not an expression such as `!(a && b)` or `!function () {}()`. */
const COMMAND = /^!(?=[\w./~"'-])(?!(?:function|async|new|await|typeof|void|this)\b)(.*)$/gm;

/**
 * Turns `!command` lines into calls that run the command in a shell.
 *
 * Line numbers stay; a line inside a template literal or a comment is left alone. A command line is one that
 * starts a statement of its own.
 */
export function replaceShellLines(source: string): string {
  if (!/^!/m.test(source)) return source;
  let text = source;
  COMMAND.lastIndex = 0;
  for (;;) {
    const match = COMMAND.exec(text);
    if (match === null) return text;
    if (!startsStatement(text, match.index)) continue;
    const call = `await __cell__.shell(${JSON.stringify((match[1] ?? "").trimEnd())});`;
    text = text.slice(0, match.index) + call + text.slice(match.index + match[0].length);
    COMMAND.lastIndex = match.index + call.length;
  }
}

function startsStatement(text: string, position: number): boolean {
  const file = ts.createSourceFile("cell.ts", text, ts.ScriptTarget.ESNext, false);
  return file.statements.some((statement) => statement.getStart(file) === position);
}
