import { bridge, DISPLAY } from "../bridge/bridge.js";

export { DISPLAY };

/** A value that knows how it is displayed: a MIME bundle, or a promise of one. */
export interface Displayable {
  readonly [key: symbol]: () =>
    | Readonly<Record<string, unknown>>
    | Promise<Readonly<Record<string, unknown>>>;
}

/** An output that can be shown anew in place. */
export interface DisplayHandle {
  readonly id: string;
  /** Replaces what is shown. */
  update(value: unknown): void;
}

/**
 * Shows a value by its richest form: its `[Symbol.for("Jupyter.display")]()`, else as text.
 *
 * @param options.id a display id to show under. Default: a new one.
 * @returns a handle to update what is shown
 */
export function display(value: unknown, options: { readonly id?: string } = {}): DisplayHandle {
  const id = options.id ?? bridge().newId();
  show(value, { id, update: false });
  const handle = { id, update: (next: unknown) => show(next, { id, update: true }) };
  // As a cell's last expression the call has shown its value; the handle itself is nothing to look at.
  return Object.defineProperty(handle, DISPLAY, { value: () => ({}) });
}

function show(value: unknown, options: { readonly id: string; readonly update: boolean }): void {
  const session = bridge();
  const bundle = session.bundleNow(value);
  if (bundle instanceof Promise) session.hold(bundle.then((ready) => session.display(ready, options)));
  else session.display(bundle, options);
}

/**
 * Clears what the cell has put out so far.
 *
 * @param options.wait only when the next output comes, which avoids flicker. Default: false.
 */
export function clearOutput(options: { readonly wait?: boolean } = {}): void {
  bridge().clear(options.wait ?? false);
}
