import { button, element } from "./elements.js";

/** What a widget's model and its view share, under ipywidgets' own names. */
export type State = Readonly<Record<string, unknown>>;

export interface Control {
  readonly element: HTMLElement;
  /** Shows what the session has changed. */
  show(state: State): void;
}

interface ControlParts {
  readonly state: State;
  /** Tells the session what the reader has changed. */
  set(state: State): void;
  event(content: State): void;
}

/** The views of the common widgets, by their names. */
export const controls: Readonly<Record<string, (parts: ControlParts) => Control>> = {
  IntSlider: slider,
  FloatSlider: slider,
  Checkbox: ({ state, set }) => {
    const input = element("input", { type: "checkbox" });
    input.addEventListener("change", () => set({ value: input.checked }));
    return field(input, state, (now) => {
      input.checked = Boolean(now.value);
    });
  },
  Text: ({ state, set }) => {
    const input = element("input", { type: "text", placeholder: String(state.placeholder ?? "") });
    input.addEventListener("input", () => set({ value: input.value }));
    return field(input, state, (now) => {
      if (document.activeElement !== input) input.value = String(now.value);
    });
  },
  Dropdown: ({ state, set }) => {
    const labels = state._options_labels as readonly string[];
    const input = element("select", {}, ...labels.map((label) => element("option", { textContent: label })));
    input.addEventListener("change", () => set({ index: input.selectedIndex }));
    return field(input, state, (now) => {
      input.selectedIndex = Number(now.index);
    });
  },
  HTML: ({ state }) => {
    const root = element("div");
    const show = (now: State): void => {
      root.innerHTML = String(now.value);
    };
    show(state);
    return { element: root, show };
  },
  Button: ({ state, event }) => {
    const made = button(String(state.description), () => event({ event: "click" }));
    return { element: made, show: (now) => (made.textContent = String(now.description)) };
  },
  Play: play,
};

/** A control with the words in front of it. */
function field(
  input: HTMLInputElement | HTMLSelectElement,
  state: State,
  update: (state: State) => void,
): Control {
  const words = element("span");
  const show = (now: State): void => {
    words.textContent = String(now.description ?? "");
    input.disabled = Boolean(now.disabled);
    update(now);
  };
  show(state);
  return { element: element("label", { className: "live-control" }, words, input), show };
}

function slider({ state, set }: ControlParts): Control {
  const { min, max, step } = state as Readonly<Record<string, number>>;
  const input = element("input", { type: "range" });
  Object.assign(input, { min, max, step });
  const output = element("output");
  const tell = (): void => set({ value: Number(input.value) });
  input.addEventListener("input", () => {
    output.textContent = input.value;
    if (state.continuous_update !== false) tell();
  });
  input.addEventListener("change", () => {
    if (state.continuous_update === false) tell();
  });
  const made = field(input, state, (now) => {
    // What is being moved is not moved back by an answer to an earlier place.
    if (document.activeElement !== input) input.value = String(now.value);
    output.textContent = input.value;
  });
  made.element.append(output);
  return made;
}

function play({ state, set }: ControlParts): Control {
  let timer: ReturnType<typeof setInterval> | undefined;
  let { value } = state as { readonly value: number };
  const { min, max, step, interval } = state as Readonly<Record<string, number>>;
  const made = button("Play", () => (timer === undefined ? start() : stop()));
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    made.textContent = "Play";
  };
  const start = (): void => {
    made.textContent = "Pause";
    if (value >= (max ?? 0)) value = min ?? 0;
    timer = setInterval(() => {
      value += step ?? 1;
      set({ value });
      if (value >= (max ?? 0)) stop();
    }, interval);
  };
  return {
    element: made,
    show: (now) => {
      value = Number(now.value);
    },
  };
}
