/** A lesson that is about to be written. */
export interface NewLesson {
  /** `week-2/chain-rule`: where its files go. */
  readonly name: string;
  /** `chain-rule`: what its files are called. */
  readonly file: string;
  readonly week: number;
  /** Its place within the week. */
  readonly lesson: number;
  readonly title: string;
}
