import type { Node } from "acorn";
import { liveName, scriptName } from "../compiler/names.js";
import { field, parseScript, walk } from "./syntax.js";

export interface Names {
  /** The names of V8's global scope, in which the variables of cells live. */
  readonly script: ReadonlySet<string>;
  /** Names that hide them where the expression is evaluated, by what they were called in what somebody wrote. */
  readonly local: ReadonlyMap<string, string>;
}

/**
 * An expression in the words of the scripts that cells are compiled to: there an imported `tensor` is
 * `import$tensor.tensor`, and a variable that is called like one of the language's has a prefix.
 *
 * @throws SyntaxError for what is not JavaScript
 */
export function inScript(expression: string, names: Names): string {
  const text = /^\s*\{/.test(expression) ? `(${expression})` : expression;
  const tree = parsed(text);
  const own = ownNames(tree);
  const changes: { readonly at: number; readonly end: number; readonly text: string }[] = [];
  walk(tree, (node, parent) => {
    if (node.type !== "Identifier" || !isReference(node, parent)) return;
    const name = String(field(node, "name"));
    if (own.has(name)) return;
    const changed = names.local.get(name) ?? scriptReference(name, names.script);
    if (changed === undefined || changed === name) return;
    const isShort = parent?.type === "Property" && field(parent, "shorthand") === true;
    changes.push({ at: node.start, end: node.end, text: isShort ? `${name}: ${changed}` : changed });
  });
  // A shorthand property is its key and its value at the same place.
  const last = new Map(changes.map((change) => [change.at, change]));
  return [...last.values()]
    .sort((a, b) => b.at - a.at)
    .reduce((result, { at, end, text: changed }) => result.slice(0, at) + changed + result.slice(end), text);
}

function parsed(text: string): Node {
  try {
    return parseScript(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/ \(\d+:\d+\)$/, "") : String(error);
    throw new SyntaxError(`expected an expression of JavaScript, without types, got ${text} (${why})`);
  }
}

function scriptReference(name: string, script: ReadonlySet<string>): string | undefined {
  const live = liveName(name);
  if (script.has(live)) return `${live}.${name}`;
  const other = scriptName(name);
  return other !== name && script.has(other) ? other : undefined;
}

/** The names that the expression itself binds, as parameters or variables of functions in it. */
function ownNames(tree: Node): ReadonlySet<string> {
  const names = new Set<string>();
  const bind = (pattern: unknown): void => {
    if (typeof pattern !== "object" || pattern === null) return;
    walk(pattern as Node, (node, parent) => {
      if (node.type === "Identifier" && isReference(node, parent)) names.add(String(field(node, "name")));
    });
  };
  walk(tree, (node) => {
    if (/Function/.test(node.type)) for (const parameter of field(node, "params") as Node[]) bind(parameter);
    if (node.type === "VariableDeclarator") bind(field(node, "id"));
    if (node.type === "CatchClause") bind(field(node, "param"));
  });
  return names;
}

/** Whether an identifier stands for a variable, and is not just the name of a property or label. */
function isReference(node: Node, parent: Node | undefined): boolean {
  if (parent === undefined) return true;
  const isKey = field(parent, "key") === node || field(parent, "property") === node;
  if (isKey) return field(parent, "computed") === true || field(parent, "shorthand") === true;
  return field(parent, "label") !== node;
}
