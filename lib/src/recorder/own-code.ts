import { currentRecording, type Part } from "./current.js";

/*
 * Whose code runs in a step. The library's own code depends on fields that a recorded step can look at (watch.ts), so
 * it need not run again. Code of the user's may depend on anything JavaScript remembers, so it runs every time.
 */

const ofLibrary = new WeakSet<object>();

/** Says that a function, which users get as a value, is the library's: it does the same every time. */
export function libraryFunction<F extends (...given: never[]) => unknown>(run: F): F {
  ofLibrary.add(run);
  return run;
}

/** Whether {@link libraryFunction} was told of a function. */
export function isLibraryFunction(run: object): boolean {
  return ofLibrary.has(run);
}

/** Runs code of the user's within a step, with what it is given: see `Recording.own`. */
export function ownCode<T>(given: readonly unknown[], run: () => T): T {
  const recording = currentRecording();
  return recording === undefined ? run() : recording.own(given, run);
}

/** Names that hold a part's code. One of them on the object itself is code of the user's. */
export const codeNames = [
  "apply",
  "compute",
  "forward",
  "parameters",
  "penalties",
  "step",
  "update",
] as const;

/** Whether some of the code of a part is the library's. */
export function isLibraryPart(part: Part, ...code: readonly (typeof codeNames)[number][]): boolean {
  if (part.constructor !== part.libraryClass) return false;
  for (const name of code) if (Object.hasOwn(part, name)) return false;
  return true;
}
