import type { State } from "./model.js";
import { Control, Widget, type WidgetOptions } from "./widget.js";

export interface ControlOptions extends WidgetOptions {
  /** The label in front. Default: none. */
  readonly description?: string;
  /** Default: false. */
  readonly disabled?: boolean;
}

export interface SliderOptions extends ControlOptions {
  /** Default: `min`. */
  readonly value?: number;
  /** Default: 0. */
  readonly min?: number;
  /** Default: 100 for whole numbers, 1 else. */
  readonly max?: number;
  /** Default: 1 for whole numbers, a hundredth of the range else. */
  readonly step?: number;
  /** Tell each value while the handle moves, instead of the one where it is let go. Default: true. */
  readonly continuous?: boolean;
}

/** A slider over whole numbers. @throws RangeError for a value outside of min and max */
export function intSlider(options: SliderOptions = {}): Control<number> {
  return slider("Int", { max: 100, step: 1, readout_format: "d", options });
}

/** A slider over numbers. @throws RangeError for a value outside of min and max */
export function floatSlider(options: SliderOptions = {}): Control<number> {
  const { min = 0, max = 1 } = options;
  return slider("Float", { max: 1, step: (max - min) / 100, readout_format: ".3~g", options });
}

function slider(
  kind: "Int" | "Float",
  defaults: { max: number; step: number; readout_format: string; options: SliderOptions },
): Control<number> {
  const { options } = defaults;
  const { min = 0, max = defaults.max, step = defaults.step, continuous = true } = options;
  const { value = min } = options;
  if (!(min <= value && value <= max)) {
    throw new RangeError(
      `${kind.toLowerCase()}Slider: expected min <= value <= max, got ${min}, ${value} and ${max}; ` +
        "give a min and a max that hold the value",
    );
  }
  const { readout_format } = defaults;
  const state = { value, min, max, step, continuous_update: continuous, readout_format };
  return control<number>(`${kind}Slider`, { style: "Slider", state, options });
}

/** A box to tick. */
export function checkbox(options: ControlOptions & { readonly value?: boolean } = {}): Control<boolean> {
  const state = { value: options.value ?? false, indent: false };
  return control<boolean>("Checkbox", { style: "Checkbox", state, options });
}

/** A line of text. */
export function text(
  options: ControlOptions & { readonly value?: string; readonly placeholder?: string } = {},
): Control<string> {
  const state = { value: options.value ?? "", placeholder: options.placeholder ?? "" };
  return control<string>("Text", { style: "Text", state, options });
}

/** A piece of HTML that can be replaced. */
export function html(options: ControlOptions & { readonly value?: string } = {}): Control<string> {
  return control<string>("HTML", { style: "HTML", state: { value: options.value ?? "" }, options });
}

export interface DropdownOptions<Option> extends ControlOptions {
  readonly options: readonly Option[];
  /** Default: the first. */
  readonly value?: Option;
  /** Default: as text. */
  readonly label?: (option: Option) => string;
}

/** One of several. @throws RangeError for a value that is none of the options */
export function dropdown<const Option>(options: DropdownOptions<Option>): Control<Option> {
  const { options: choices, label = String } = options;
  const indexOf = (value: Option): number => {
    const index = choices.indexOf(value);
    if (index >= 0) return index;
    throw new RangeError(
      `dropdown: expected one of ${choices.map(label).join(", ")}, got ${String(value)}; add it to options`,
    );
  };
  const index = options.value === undefined ? 0 : indexOf(options.value);
  return new Control<Option>({
    kind: "Dropdown",
    module: "controls",
    style: "Description",
    ...layoutOf(options),
    state: { ...common(options), _options_labels: choices.map(label), index },
    read: (state) => choices[state.index as number] as Option,
    write: (value) => ({ index: indexOf(value) }),
  });
}

export interface PlayOptions extends SliderOptions {
  /** Milliseconds between two values. Default: 100. */
  readonly interval?: number;
}

/** Buttons that let a number run. */
export function play(options: PlayOptions = {}): Control<number> {
  const { min = 0, max = 100, step = 1, interval = 100 } = options;
  const state = { value: options.value ?? min, min, max, step, interval };
  return control<number>("Play", { style: "Description", state, options });
}

/** A button. */
export class Button extends Widget {
  /** @internal */
  constructor(options: ControlOptions) {
    const state = common(options);
    super({ kind: "Button", module: "controls", style: "Button", ...layoutOf(options), state });
  }

  /** Calls back for each click. @returns a function that stops that */
  onClick(listener: () => unknown): () => void {
    return this.model.onEvent(({ event }) => (event === "click" ? listener() : undefined));
  }
}

export function button(options: ControlOptions = {}): Button {
  return new Button(options);
}

/** Widgets below or beside one another. */
export class Box extends Widget {
  readonly children: readonly Widget[];

  /** @internal */
  constructor(kind: "VBox" | "HBox", children: readonly Widget[], options: WidgetOptions = {}) {
    const state = { children: children.map(({ reference }) => reference) };
    super({ kind, module: "controls", ...layoutOf(options), state });
    this.children = children;
  }
}

export function vbox(children: readonly Widget[], options?: WidgetOptions): Box {
  return new Box("VBox", children, options);
}

export function hbox(children: readonly Widget[], options?: WidgetOptions): Box {
  return new Box("HBox", children, options);
}

/** A control whose value is the `value` of its state. */
function control<Value>(
  kind: string,
  { style, state, options }: { style: string; state: State; options: ControlOptions },
): Control<Value> {
  return new Control<Value>({
    kind,
    module: "controls",
    style,
    ...layoutOf(options),
    state: { ...common(options), ...state },
    read: (current) => current.value as Value,
    write: (value) => ({ value }),
  });
}

function common({ description = "", disabled = false }: ControlOptions): State {
  return { description, disabled };
}

function layoutOf({ layout }: WidgetOptions): WidgetOptions {
  return layout === undefined ? {} : { layout };
}
