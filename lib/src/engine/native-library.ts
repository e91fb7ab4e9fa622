/* What BLAS (blas/) and the native kernels (native/) have in common: machine code that is loaded through koffi. */

/** A library of machine code, as it is told to a worker thread, which loads it too. */
export interface NativeLibrary {
  /** The program's folder, where koffi is found. */
  readonly folder: string;
  readonly name: string;
  /** The C declarations of its functions, in a form that the program knows. */
  readonly signature: string;
  /** The text of a function of the library and a memory that gives kernels; the thread runs it. */
  readonly program: string;
}

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

/** The part of a shared memory that is used. */
export interface SharedMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}
