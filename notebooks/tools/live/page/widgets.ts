import { element } from "./elements.js";
import type { PageComm, PageComms } from "./page-comms.js";
import { type Control, controls, type State } from "./widget-views.js";

/** Takes the outputs that belong into an output widget. */
export interface OutputPlace {
  readonly element: HTMLElement;
}

interface Model {
  readonly comm: PageComm;
  state: State;
  readonly views: Control[];
}

const REFERENCE = "IPY_MODEL_";

/**
 * The page's end of widgets, in ipywidgets' protocol: models come by comms, and views of them are made where a cell
 * shows one.
 *
 * @typeParam Place where the outputs of a widget are shown
 */
export class Widgets<Place extends OutputPlace> {
  readonly #models = new Map<string, Model>();
  readonly #places = new Map<string, Place>();
  readonly #newPlace: () => Place;
  /** Which output widget takes what a message puts out. */
  readonly #capturing = new Map<string, string>();

  constructor(comms: PageComms, newPlace: () => Place) {
    this.#newPlace = newPlace;
    comms.register("jupyter.widget", (comm, data, id) => {
      const known = this.#models.get(id);
      const model: Model = { comm, state: data.state as State, views: known?.views ?? [] };
      this.#models.set(id, model);
      for (const view of model.views) view.show(model.state);
      return {
        message: (message) => this.#take(id, message as State),
        closed: () => {
          for (const view of model.views) view.element.remove();
          this.#models.delete(id);
        },
      };
    });
  }

  /** A new view of a widget; undefined where there is no such widget any more. */
  view(id: string): HTMLElement | undefined {
    const model = this.#models.get(id);
    if (model === undefined) return undefined;
    const kind = String(model.state._model_name).replace(/Model$/, "");
    if (kind === "Output") return this.#place(id).element;
    if (kind === "VBox" || kind === "HBox") return this.#box(kind, model.state);
    const make = controls[kind];
    if (make === undefined) return element("p", { textContent: `(${kind}: shown in JupyterLab)` });
    const view = make({
      state: model.state,
      set: (state) => {
        model.state = { ...model.state, ...state };
        for (const other of model.views) if (other !== view) other.show(model.state);
        model.comm.send({ method: "update", state, buffer_paths: [] });
      },
      event: (content) => model.comm.send({ method: "custom", content }),
    });
    model.views.push(view);
    return view.element;
  }

  /** The widget that takes what comes of a cell now, if one does. */
  placeFor(cell: number): Place | undefined {
    const id = this.#capturing.get(String(cell));
    return id === undefined ? undefined : this.#place(id);
  }

  #take(id: string, message: State): void {
    const model = this.#models.get(id);
    if (model === undefined || (message.method !== "update" && message.method !== "echo_update")) return;
    const state = message.state as State;
    model.state = { ...model.state, ...state };
    if (typeof state.msg_id === "string") this.#capture(id, state.msg_id);
    // What comes back is known: the reader may have moved on since.
    if (message.method === "update") for (const view of model.views) view.show(model.state);
  }

  #capture(id: string, message: string): void {
    for (const [cell, taker] of this.#capturing) if (taker === id) this.#capturing.delete(cell);
    if (message !== "") this.#capturing.set(message, id);
  }

  #place(id: string): Place {
    const place = this.#places.get(id) ?? this.#newPlace();
    this.#places.set(id, place);
    return place;
  }

  #box(kind: string, state: State): HTMLElement {
    const children = (state.children as readonly string[]).map((child) =>
      this.view(child.slice(REFERENCE.length)),
    );
    const shown = children.filter((child) => child !== undefined);
    return element("div", { className: kind === "HBox" ? "live-hbox" : "live-vbox" }, ...shown);
  }
}
