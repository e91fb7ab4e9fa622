/** One line of the table at the end: a run of tests, or whatever else a part counts. */
export interface Row {
  readonly what: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** Where to read on. */
  readonly log: string;
}

/** Where tests run. */
export interface Surroundings {
  /** The folder of the Node that runs them, and that they find as `node`. Default: this one's. */
  readonly node?: string;
  /** Variables of the environment beside those that are there. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a part is given. */
export interface Context {
  /**
   * Runs tests to their end, with progress on the terminal and their output in a log.
   *
   * @param what the row's name
   * @param args vitest's, such as `["tests/notebooks/lessons.test.ts"]` or `["--project", "kernel*"]`
   */
  tests(what: string, args: readonly string[], surroundings?: Surroundings): Promise<Row>;
}

/**
 * One part of the long checks: a file of `parts/` that exports it as `part` and is found by its name, which is the
 * part's.
 */
export interface Part {
  /** For `--list`. */
  readonly title: string;
  /** Runs it. An error counts as one failure, and the other parts go on. */
  run(context: Context): Promise<readonly Row[]>;
}
