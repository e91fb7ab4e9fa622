import { DISPLAY } from "../../bridge/bridge.js";
import { Model, type State } from "./model.js";

/** How a widget is laid out: CSS properties under ipywidgets' names, such as `width: "50%"`. */
export type Layout = Readonly<Record<string, string>>;

export interface WidgetOptions {
  readonly layout?: Layout;
}

export interface WidgetParts extends WidgetOptions {
  readonly kind: string;
  readonly module: "controls" | "output";
  /** The name of the style's model without "StyleModel". Default: the widget has none. */
  readonly style?: string;
  readonly state: State;
}

/** Something on the page that a cell has made. */
export abstract class Widget {
  protected readonly model: Model;
  readonly #kind: string;

  protected constructor({ kind, module, style, state, layout = {} }: WidgetParts) {
    this.#kind = kind;
    const layoutModel = new Model({ kind: "Layout", module: "base", state: layout });
    const styled = style === undefined ? {} : { style: styleModel(style).reference };
    this.model = new Model({ kind, module, state: { layout: layoutModel.reference, ...styled, ...state } });
  }

  /** Its id at the client. */
  get id(): string {
    return this.model.id;
  }

  /** @internal How the state of a box refers to it. */
  get reference(): string {
    return this.model.reference;
  }

  /** Takes the widget off every page. */
  close(): void {
    this.model.close();
  }

  [DISPLAY](): Readonly<Record<string, unknown>> {
    return {
      "application/vnd.jupyter.widget-view+json": {
        version_major: 2,
        version_minor: 0,
        model_id: this.id,
      },
      "text/plain": this.toString(),
    };
  }

  toString(): string {
    return this.#kind;
  }
}

function styleModel(kind: string): Model {
  const view = { name: "Style", module: "base" } as const;
  return new Model({ kind: `${kind}Style`, module: "controls", view, state: {} });
}

export interface ControlParts<Value> extends WidgetParts {
  /** The value in a state. */
  read(state: State): Value;
  /** The part of the state that a value is. */
  write(value: Value): State;
}

/** A widget that has a value. */
export class Control<Value> extends Widget {
  readonly #parts: ControlParts<Value>;

  constructor(parts: ControlParts<Value>) {
    super(parts);
    this.#parts = parts;
  }

  get value(): Value {
    return this.#parts.read(this.model.state);
  }

  set value(value: Value) {
    this.model.set(this.#parts.write(value));
  }

  /**
   * Calls back when the person at the notebook has changed the value.
   *
   * @returns a function that stops that
   */
  onChange(listener: (value: Value) => unknown): () => void {
    const names = Object.keys(this.#parts.write(this.value));
    return this.model.onChange((changed) =>
      names.some((name) => Object.hasOwn(changed, name)) ? listener(this.value) : undefined,
    );
  }

  override toString(): string {
    return `${this.#parts.kind}(${JSON.stringify(this.value)})`;
  }
}
