import { type Node, type Options, parse } from "acorn";

const OPTIONS: Options = {
  ecmaVersion: "latest",
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowImportExportEverywhere: true,
  allowHashBang: true,
};

/** @throws SyntaxError with line and column */
export function parseScript(text: string): Node {
  return parse(text, { ...OPTIONS, locations: true });
}

/** Calls back for each node of a tree, parents first. */
export function walk(node: Node, visit: (node: Node, parent: Node | undefined) => void): void {
  step(node, undefined);
  function step(current: Node, parent: Node | undefined): void {
    visit(current, parent);
    for (const [name, value] of Object.entries(current)) {
      if (name === "loc") continue;
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) step(child, current);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

/** A field of a node, whose kinds acorn's types tell apart one by one. */
export function field(node: Node, name: string): unknown {
  return Reflect.get(node, name);
}
