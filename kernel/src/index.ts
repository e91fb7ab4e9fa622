/**
 * What a cell can import from `gradbook-kernel`: showing values, asking for input, clearing output, progress, values
 * that are followed, comms, widgets.
 *
 * @example
 * import { display, html, input } from "gradbook-kernel";
 * const shown = display(html("<b>working</b>"));
 * shown.update(html("<b>done</b>"));
 */
export {
  type Comm,
  type CommEvent,
  type CommExtras,
  type CommTarget,
  comms,
  type OpenOptions,
} from "./in-cell/comms.js";
export { clearOutput, DISPLAY, type Displayable, type DisplayHandle, display } from "./in-cell/display.js";
export { input, password } from "./in-cell/input.js";
export {
  html,
  javascript,
  jpeg,
  json,
  latex,
  markdown,
  mime,
  pdf,
  plotly,
  png,
  svg,
  text,
} from "./in-cell/mime.js";
export { type ProgressOptions, progress } from "./in-cell/progress.js";
export { type Watch, type WatchOptions, watch } from "./in-cell/watch.js";
export * as widgets from "./in-cell/widgets/index.js";
