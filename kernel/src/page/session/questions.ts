/** What a session has asked its page, by number, until the answer comes. */
export class Questions {
  readonly #open = new Map<number, (answer: unknown) => void>();
  #last = 0;

  /** @param post sends the question under its number */
  ask<T>(post: (id: number) => void): Promise<T> {
    const id = ++this.#last;
    return new Promise((resolve) => {
      this.#open.set(id, resolve as (answer: unknown) => void);
      post(id);
    });
  }

  answer(id: number, value: unknown): void {
    this.#open.get(id)?.(value);
    this.#open.delete(id);
  }
}
