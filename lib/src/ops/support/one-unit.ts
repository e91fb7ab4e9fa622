let hasWarnedOfOneUnit = false;

/** A model with a softmax over one unit trains without an error and learns nothing; Keras warns too. */
export function warnOfOneUnit(): void {
  if (hasWarnedOfOneUnit) return;
  hasWarnedOfOneUnit = true;
  console.warn(
    "softmax: it has a single unit, so its output is always 1; try sigmoid for yes or no, or a unit per class",
  );
}
