import type { Node } from "typescript";
import { ts } from "./typescript.js";

/** Gives a made node the position, the comments and the history of what it stands for. */
export function placed<T extends Node>(made: T, from: Node): T {
  return ts.setOriginalNode(ts.setTextRange(made, from), from);
}
