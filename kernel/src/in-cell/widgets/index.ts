export {
  Box,
  Button,
  button,
  type ControlOptions,
  checkbox,
  type DropdownOptions,
  dropdown,
  floatSlider,
  hbox,
  html,
  intSlider,
  type PlayOptions,
  play,
  type SliderOptions,
  text,
  vbox,
} from "./controls.js";
export { type Abbreviation, interact, type ValueOf } from "./interact.js";
export { Output, output } from "./output.js";
export { Control, type Layout, Widget, type WidgetOptions } from "./widget.js";
