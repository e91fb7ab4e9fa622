import { OutputCollector } from "../client/index.js";
import type { JsonObject, Message } from "../wire/message.js";
import { type Metadata, WIDGET_STATES } from "./model.js";

/** What an output widget takes in a cell's stead. */
const TAKEN = new Set(["stream", "display_data", "execute_result", "update_display_data", "clear_output"]);

/**
 * The widgets that a kernel makes, as their client's end has them: what a notebook's file keeps of them, so that they are
 * seen where no kernel runs.
 */
export class WidgetStates {
  readonly #states = new Map<string, JsonObject>();
  /** What came into each output widget. */
  readonly #outputs = new Map<string, OutputCollector>();

  /** Takes a message of a cell. @returns whether it is a widget's, so that the cell itself shows nothing of it */
  take(message: Message): boolean {
    const { content, header } = message;
    const id = String(content.comm_id);
    switch (header.msg_type) {
      case "comm_open":
        if (content.target_name === "jupyter.widget") this.#states.set(id, stateOf(content));
        return true;
      case "comm_msg": {
        const known = this.#states.get(id);
        if (known !== undefined) this.#states.set(id, { ...known, ...stateOf(content) });
        return true;
      }
      case "comm_close":
        this.#states.delete(id);
        return true;
      default:
        return TAKEN.has(header.msg_type) && this.#intoOutput(message);
    }
  }

  /** What goes into the notebook's metadata; nothing where there are no widgets. */
  get metadata(): Metadata {
    if (this.#states.size === 0) return {};
    const state = Object.fromEntries(Array.from(this.#states, ([id, own]) => [id, this.#kept(id, own)]));
    return { widgets: { [WIDGET_STATES]: { version_major: 2, version_minor: 0, state } } };
  }

  #kept(id: string, state: JsonObject): JsonObject {
    const outputs = this.#outputs.get(id)?.outputs;
    const { _model_name, _model_module, _model_module_version } = state;
    return {
      model_name: _model_name,
      model_module: _model_module,
      model_module_version: _model_module_version,
      state: outputs === undefined ? state : { ...state, msg_id: "", outputs },
    };
  }

  /** An output widget takes what is put out for the message whose id it has, the last that began to. */
  #intoOutput(message: Message): boolean {
    const { msg_id: cause } = message.parentHeader;
    if (typeof cause !== "string" || cause === "") return false;
    const taker = [...this.#states].findLast(([, state]) => state.msg_id === cause)?.[0];
    if (taker === undefined) return false;
    const collector = this.#outputs.get(taker) ?? new OutputCollector();
    this.#outputs.set(taker, collector);
    collector.add(message);
    return true;
  }
}

function stateOf({ data }: JsonObject): JsonObject {
  return ((data as JsonObject | undefined)?.state ?? {}) as JsonObject;
}
