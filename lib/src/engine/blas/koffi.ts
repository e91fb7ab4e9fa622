/** The part of koffi that is used. */
export interface Koffi {
  load(name: string): { func(signature: string): (...values: unknown[]) => unknown };
}

/** The first function that a library has. */
export function firstOf(
  library: ReturnType<Koffi["load"]>,
  signatures: readonly string[],
): ((...values: unknown[]) => unknown) | undefined {
  for (const signature of signatures) {
    try {
      return library.func(signature);
    } catch {
      // Not this library's name for it.
    }
  }
  return undefined;
}
