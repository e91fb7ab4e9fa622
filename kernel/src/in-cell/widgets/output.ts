import { bridge } from "../../bridge/bridge.js";
import { Widget, type WidgetOptions } from "./widget.js";

/** A place on the page that takes what code puts out. */
export class Output extends Widget {
  #isUsed = false;

  /** @internal */
  constructor(options: WidgetOptions = {}) {
    super({ kind: "Output", module: "output", state: { msg_id: "", outputs: [] }, ...options });
  }

  /**
   * Runs a function and shows here what it prints and displays, and its value. What it throws is shown here too.
   * One call at a time: the client tells outputs apart by the message that caused them.
   */
  async capture(body: () => unknown): Promise<void> {
    const session = bridge();
    // From here on the client puts the outputs of this message into the widget.
    this.model.set({ msg_id: session.messageId() });
    try {
      if (this.#isUsed) session.clear(true);
      this.#isUsed = true;
      const value = await body();
      if (value !== undefined)
        session.display(await session.bundleNow(value), { id: undefined, update: false });
    } catch (error) {
      console.error(error);
    } finally {
      this.model.set({ msg_id: "" });
    }
  }
}

export function output(options?: WidgetOptions): Output {
  return new Output(options);
}
