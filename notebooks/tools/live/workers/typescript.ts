import * as ts from "typescript";

/** Gives the kernel's compiler its TypeScript; imported before anything that compiles. */
Reflect.set(globalThis, Symbol.for("gradbook.typescript"), ts);
