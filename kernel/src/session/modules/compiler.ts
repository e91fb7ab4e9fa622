import type ts from "typescript";
import { ownPackage } from "../realm/own-package.js";

let compiler: typeof ts | undefined;

/**
 * The TypeScript compiler, in the kernel's own realm: what cells and packages do to `Math`, `Array.prototype` and the
 * like does not reach it. It costs 150 ms to load, which only sessions pay that import local files.
 */
export function typescript(): typeof ts {
  compiler ??= ownPackage("typescript") as typeof ts;
  return compiler;
}
