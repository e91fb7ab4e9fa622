import { bridge } from "../../bridge/bridge.js";
import type { Comm } from "../../bridge/comm.js";

/** What a widget's model and its view share, under ipywidgets' own names. */
export type State = Readonly<Record<string, unknown>>;

const TARGET = "jupyter.widget";
const CONTROL_TARGET = "jupyter.widget.control";
/** Version 2.1 of the protocol of ipywidgets 8: with `echo_update`. */
const METADATA = { version: "2.1.0" };

/** The packages of the client in which models and views are found, and the version of their interface. */
const MODULES = {
  base: { name: "@jupyter-widgets/base", version: "2.0.0" },
  controls: { name: "@jupyter-widgets/controls", version: "2.0.0" },
  output: { name: "@jupyter-widgets/output", version: "1.0.0" },
} as const;

export interface ModelOptions {
  /** The name of the model without "Model"; the view is called the same unless `view` says otherwise. */
  readonly kind: string;
  readonly module: keyof typeof MODULES;
  readonly view?: { readonly name: string; readonly module: keyof typeof MODULES };
  readonly state: State;
}

/** All models that are open, for clients that come later. */
const models = new Map<string, Model>();

/**
 * The kernel's end of a widget's model, in ipywidgets' protocol over comms: the client's widget manager holds
 * the other end, and each tells the other what changes.
 */
export class Model {
  readonly #comm: Comm;
  readonly #listeners = new Set<(changed: State) => unknown>();
  readonly #events = new Set<(content: State) => unknown>();
  #state: State;

  constructor({ kind, module, view = { name: kind, module }, state }: ModelOptions) {
    const [model, shown] = [MODULES[module], MODULES[view.module]];
    this.#state = {
      _model_name: `${kind}Model`,
      _model_module: model.name,
      _model_module_version: model.version,
      _view_name: `${view.name}View`,
      _view_module: shown.name,
      _view_module_version: shown.version,
      ...state,
    };
    if (models.size === 0) bridge().comms.registerTarget(CONTROL_TARGET, answerControl);
    const data = { state: this.#state, buffer_paths: [] };
    this.#comm = bridge().comms.open(TARGET, { data, metadata: METADATA });
    this.#comm.onMessage(({ data: message }) => this.#receive(message));
    this.#comm.onClose(() => models.delete(this.id));
    models.set(this.id, this);
  }

  get id(): string {
    return this.#comm.id;
  }

  /** How the state of another model refers to this one. */
  get reference(): string {
    return `IPY_MODEL_${this.id}`;
  }

  get state(): State {
    return this.#state;
  }

  /** Changes the state, here and at the client. */
  set(changed: State): void {
    this.#state = { ...this.#state, ...changed };
    this.#comm.send({ method: "update", state: changed, buffer_paths: [] });
  }

  /** Calls back with what the client has changed. @returns a function that stops that */
  onChange(listener: (changed: State) => unknown): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls back for the client's other messages, such as a click. @returns a function that stops that */
  onEvent(listener: (content: State) => unknown): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  close(): void {
    this.#comm.close();
    models.delete(this.id);
  }

  async #receive(message: State): Promise<void> {
    switch (message.method) {
      case "update": {
        const changed = message.state as State;
        this.#state = { ...this.#state, ...changed };
        // Other clients that show the widget, and the one that sent it, learn what now holds.
        this.#comm.send({ method: "echo_update", state: changed, buffer_paths: [] });
        for (const listener of [...this.#listeners]) await listener(changed);
        break;
      }
      case "request_state":
        this.#comm.send({ method: "update", state: this.#state, buffer_paths: [] });
        break;
      case "custom":
        for (const listener of [...this.#events]) await listener(message.content as State);
        break;
    }
  }
}

/** A client that finds the kernel running, after a reload say, asks for all models at once. */
function answerControl(comm: Comm): void {
  comm.onMessage(({ data }) => {
    if (data.method !== "request_states") return;
    const states = [...models.values()].map(({ id, state }) => [
      id,
      {
        model_name: state._model_name,
        model_module: state._model_module,
        model_module_version: state._model_module_version,
        state,
      },
    ]);
    comm.send({ method: "update_states", states: Object.fromEntries(states), buffer_paths: [] });
  });
}
