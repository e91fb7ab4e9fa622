/**
 * The library's error classes. A message reads `where: expected X, got Y; try Z`, so that it says what is
 * wrong and what to do about it.
 */

/** Shapes that do not fit together, or a shape that an operation cannot take. */
export class ShapeError extends Error {
  /** What a printed error begins with. */
  override readonly name = "ShapeError";
}

/** An element type that an operation cannot take, or element types that do not mix. */
export class DTypeError extends Error {
  /** What a printed error begins with. */
  override readonly name = "DTypeError";
}

/** An option or argument outside its range, or options that contradict each other. */
export class OptionError extends Error {
  /** What a printed error begins with. */
  override readonly name = "OptionError";
}

/** A gradient that cannot be computed: no path, a freed graph, a non-scalar start, a value changed in place. */
export class GradientError extends Error {
  /** What a printed error begins with. */
  override readonly name = "GradientError";
}

/** Data that is missing, damaged or not what it says it is: a file, a download, a label, a dataset's element. */
export class DataError extends Error {
  /** What a printed error begins with. */
  override readonly name = "DataError";
}
