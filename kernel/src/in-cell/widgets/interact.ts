import { display } from "../display.js";
import { checkbox, dropdown, floatSlider, intSlider, text, vbox } from "./controls.js";
import { output } from "./output.js";
import { Control } from "./widget.js";

/**
 * What stands for a control: a number or `[min, max]` or `[min, max, step]` for a slider, several texts for a
 * dropdown, true or false for a checkbox, a text for a field, or a control itself.
 */
export type Abbreviation =
  | number
  | boolean
  | string
  | readonly [min: number, max: number]
  | readonly [min: number, max: number, step: number]
  | readonly string[]
  | Control<unknown>;

/** The type of the value that a control of this abbreviation has. */
export type ValueOf<A> =
  A extends Control<infer Value>
    ? Value
    : A extends readonly string[]
      ? A[number]
      : A extends number | readonly number[]
        ? number
        : A extends boolean
          ? boolean
          : string;

/**
 * Shows controls and what a function makes of their values, anew at each change.
 *
 * @example
 * interact(({ w, b }) => plot.line((x) => w * x + b), { w: [-2, 2, 0.1], b: 0 });
 * @param fn takes the values by name; what it returns, prints and displays is shown below the controls
 * @returns the controls by name
 */
export async function interact<const C extends Readonly<Record<string, Abbreviation>>>(
  fn: (values: { readonly [Name in keyof C]: ValueOf<C[Name]> }) => unknown,
  controls: C,
): Promise<{ readonly [Name in keyof C]: Control<ValueOf<C[Name]>> }> {
  const made = Object.fromEntries(
    Object.entries(controls).map(([name, abbreviation]) => [name, controlFor(abbreviation, name)]),
  );
  const shown = output();
  let isRunning = false;
  let isStale = false;
  const run = async (): Promise<void> => {
    isStale = true;
    // A function that takes its time sees the latest values next, not each one in between.
    if (isRunning) return;
    isRunning = true;
    while (isStale) {
      isStale = false;
      const values = Object.entries(made).map(([name, { value }]) => [name, value]);
      await shown.capture(() => fn(Object.fromEntries(values) as Parameters<typeof fn>[0]));
    }
    isRunning = false;
  };
  for (const control of Object.values(made)) control.onChange(run);
  display(vbox([...Object.values(made), shown]));
  await run();
  return made as { readonly [Name in keyof C]: Control<ValueOf<C[Name]>> };
}

function controlFor(abbreviation: Abbreviation, description: string): Control<unknown> {
  if (abbreviation instanceof Control) return abbreviation;
  if (typeof abbreviation === "boolean") return checkbox({ value: abbreviation, description });
  if (typeof abbreviation === "string") return text({ value: abbreviation, description });
  if (typeof abbreviation === "number") return sliderAround(abbreviation, description);
  if (isRange(abbreviation)) return sliderOver(abbreviation, description);
  return dropdown({ options: abbreviation as readonly string[], description });
}

/** As in ipywidgets: from minus the value to three times the value. */
function sliderAround(value: number, description: string): Control<number> {
  const [min, max] = value === 0 ? [0, 1] : value > 0 ? [-value, 3 * value] : [3 * value, -value];
  return (Number.isInteger(value) ? intSlider : floatSlider)({ value, min, max, description });
}

function sliderOver([min, max, step]: readonly number[], description: string): Control<number> {
  const isWhole = [min, max, step ?? 1].every(Number.isInteger);
  const options = { min: min ?? 0, max: max ?? 0, description, ...(step === undefined ? {} : { step }) };
  const middle = (options.min + options.max) / 2;
  return isWhole
    ? intSlider({ ...options, value: Math.floor(middle) })
    : floatSlider({ ...options, value: middle });
}

function isRange(abbreviation: readonly (number | string)[]): abbreviation is readonly number[] {
  return typeof abbreviation[0] === "number";
}
