let hasWarnedOfShuffle = false;

/** Shuffling batches is the classic mistake of input pipelines, and nothing else would show it. */
export function warnOfShuffle(): void {
  if (hasWarnedOfShuffle) return;
  hasWarnedOfShuffle = true;
  console.warn(
    "Dataset.shuffle: it comes after batch, so whole batches change places and the same examples stay " +
      "together; try shuffle(...) before batch(...)",
  );
}
