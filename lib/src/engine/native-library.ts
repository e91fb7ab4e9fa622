/* What BLAS (blas/) and the native kernels (native/) have in common: machine code, which every thread loads by itself. */

/** A library of machine code, as it is told to a worker thread, which loads it too. */
export interface NativeLibrary {
  readonly name: string;
  /** What to take from it, in a form that the program knows. */
  readonly signature: string;
  /** The text of a function of the library and a memory that gives kernels; the thread runs it. */
  readonly program: string;
}

/** The part of a shared memory that is used. */
export interface SharedMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}
