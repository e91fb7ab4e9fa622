import type { Watched } from "../bridge/watch-view.js";
import { Thrown, type V8 } from "./v8.js";
import { type PropertyName, Variables } from "./variables.js";

/** V8's word for it. */
const SIDE_EFFECT = /^EvalError: Possible side-effect/;
/** Looks at the values of cells, also of one that computes. */
export class LiveValues {
  readonly #v8: V8;
  readonly #variables: Variables;

  constructor(v8: V8) {
    this.#v8 = v8;
    this.#variables = new Variables(v8, "gradbook.live");
  }

  /**
   * A value in one line; undefined for a function, of which that line would say nothing. Nothing is changed by it.
   *
   * @throws Thrown with what the expression throws, which may be that it would change something
   */
  show(expression: string): Promise<string | undefined> {
    return this.#look(async () => {
      const { value, type } = await this.#variables.show(await this.#evaluate(expression));
      return type === "function" ? undefined : value;
    });
  }

  /** What can be written behind a value and a dot. Nothing is changed by it. @throws Thrown like `show` */
  names(expression: string): Promise<readonly PropertyName[]> {
    return this.#look(async () => this.#variables.names(await this.#evaluate(expression)));
  }

  /**
   * What a watch reads, or what that throws. While a cell computes a reading may come in the middle of anything, and must
   * change nothing; undefined where it would.
   */
  watched(id: string, { isRunning }: { readonly isRunning: boolean }): Promise<Watched | undefined> {
    return this.#look(async () => {
      try {
        return await this.#variables.watched(id, { pure: isRunning });
      } catch (error) {
        if (!(error instanceof Thrown)) throw error;
        return SIDE_EFFECT.test(error.message) ? undefined : { text: error.message };
      }
    });
  }

  #evaluate(expression: string): ReturnType<Variables["evaluate"]> {
    return this.#variables.evaluate(expression, { pure: true });
  }

  /** V8 keeps nothing of what was looked at. */
  async #look<T>(look: () => Promise<T>): Promise<T> {
    this.#v8.open();
    try {
      return await look();
    } finally {
      this.#variables.clear();
    }
  }
}
