let hasWarnedOfOneUnit = false;

/** A model with a softmax over one unit trains without an error and learns nothing; Keras warns too. */
export function warnOfOneUnit(): void {
  if (hasWarnedOfOneUnit) return;
  hasWarnedOfOneUnit = true;
  console.warn("softmax: expected a unit for each class, got one, which is always 1; try sigmoid");
}
