/**
 * Where progress is kept: a few lines of text. Whoever shows lessons gives one to `keepProgress`.
 *
 * A page's worker, say, is given the text that its page has stored, and tells the page each new line.
 */
export interface ProgressHost {
  /** Who learns here, where several share what is kept. Default: nobody is named. */
  readonly learner?: string | undefined;
  /** Everything that is kept, one record a line. "" when there is nothing yet. */
  read(): string;
  /** Keeps one more line, given without its end. What is there is never touched. */
  append(line: string): void;
  /** Part of what is kept cannot be read: puts all of it aside and begins with nothing. Says where it is now. */
  setAside(): SetAside;
}

/** What was put aside. */
export interface SetAside {
  /** Where it is now, in words for the learner. */
  readonly place: string;
  /** All of it. */
  readonly text: string;
}
