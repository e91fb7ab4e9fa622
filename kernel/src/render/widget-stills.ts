import { type Metadata, type Output, WIDGET_STATES } from "../notebook/model.js";
import { escapeHtml } from "./escape.js";
import type { CleanHtml } from "./html.js";

/** The HTML of a widget by its model's id; nothing where the notebook keeps none, or one that a page cannot show. */
export type WidgetStill = (id: string) => string | undefined;

type State = Readonly<Record<string, unknown>>;

interface Show {
  readonly clean: CleanHtml;
  readonly outputs: (outputs: readonly Output[]) => string;
  readonly child: (reference: unknown) => string;
}

const REFERENCE = "IPY_MODEL_";

/** Widgets as they stood when the notebook was written: no kernel answers on a page, so nothing of them can be moved. */
export function widgetStills(
  metadata: Metadata,
  { clean, outputs }: { readonly clean: CleanHtml; readonly outputs: Show["outputs"] },
): WidgetStill {
  const kept = (metadata.widgets as State | undefined)?.[WIDGET_STATES] as State | undefined;
  const models = (kept?.state ?? {}) as Readonly<
    Record<string, { model_name?: unknown; state?: State } | undefined>
  >;
  /** A box may hold itself, in a file that no client has written. */
  const open = new Set<string>();
  const still: WidgetStill = (id) => {
    const { model_name: name, state } = models[id] ?? {};
    const show = stills.get(String(name).replace(/Model$/, ""));
    if (show === undefined || state === undefined || open.has(id)) return undefined;
    open.add(id);
    const child = (reference: unknown) => still(String(reference).slice(REFERENCE.length)) ?? "";
    const html = show(state, { clean, outputs, child });
    open.delete(id);
    return html;
  };
  return (id) => {
    const html = still(id);
    return html === undefined
      ? undefined
      : `<div class="widgets" role="group" aria-label="Controls, as they stood">${html}</div>`;
  };
}

type Still = (state: State, show: Show) => string;

const stills: ReadonlyMap<string, Still> = new Map([
  ...all(["IntSlider", "FloatSlider"], (state) => field(state, slider(state))),
  ...all(["IntProgress", "FloatProgress"], (state) => field(state, progress(state))),
  ...all(["IntText", "FloatText", "BoundedIntText", "BoundedFloatText"], (state) =>
    field(state, `<input type="number" value="${text(state.value)}" disabled>`),
  ),
  ...all(["Text", "Combobox"], (state) =>
    field(state, `<input type="text" value="${text(state.value)}" disabled>`),
  ),
  ...all(["Textarea"], (state) => field(state, `<textarea disabled>${text(state.value)}</textarea>`)),
  ...all(["Checkbox", "Valid"], (state) =>
    field(state, `<input type="checkbox"${state.value === true ? " checked" : ""} disabled>`),
  ),
  ...all(["Dropdown", "Select", "RadioButtons", "ToggleButtons", "SelectionSlider"], (state) =>
    field(state, `<select disabled><option>${text(chosen(state))}</option></select>`),
  ),
  ...all(
    ["Button", "ToggleButton"],
    (state) => `<button type="button" disabled>${text(state.description)}</button>`,
  ),
  ...all(["Play"], (state) => field(state, `<output>${text(state.value)}</output>`)),
  ...all(["Label"], (state) => `<span>${text(state.value)}</span>`),
  ...all(["HTML", "HTMLMath"], (state, { clean }) => `<div>${clean(String(state.value ?? ""))}</div>`),
  ...all(["Output"], ({ outputs }, show) => show.outputs(Array.isArray(outputs) ? outputs : [])),
  ...all(["HBox"], (state, show) => box("widget-row", state, show)),
  ...all(["VBox", "Box", "GridBox"], (state, show) => box("widget-column", state, show)),
]);

function all(names: readonly string[], show: Still): readonly (readonly [string, Still])[] {
  return names.map((name) => [name, show] as const);
}

function text(value: unknown): string {
  return escapeHtml(String(value ?? ""));
}

/** A control with the words in front of it. */
function field({ description }: State, control: string): string {
  return `<label class="widget"><span>${text(description)}</span> ${control}</label>`;
}

function slider({ min, max, step, value }: State): string {
  const range = `min="${text(min)}" max="${text(max)}" step="${text(step ?? "any")}" value="${text(value)}"`;
  return `<input type="range" ${range} disabled> <output>${text(value)}</output>`;
}

function progress({ min, max, value }: State): string {
  const [from, to, now] = [Number(min ?? 0), Number(max ?? 100), Number(value ?? 0)];
  return `<progress max="${to - from}" value="${now - from}"></progress>`;
}

function chosen({ _options_labels: labels, index }: State): unknown {
  return Array.isArray(labels) && typeof index === "number" ? labels[index] : "";
}

function box(name: string, { children }: State, { child }: Show): string {
  return `<div class="${name}">${Array.isArray(children) ? children.map(child).join("\n") : ""}</div>`;
}
