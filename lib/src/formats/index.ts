export {
  type FromSafetensorsOptions,
  fromSafetensors,
  type NamedTensors,
  type Safetensors,
  type SafetensorsOptions,
  toSafetensors,
} from "./safetensors.js";
export { loadSafetensors, saveSafetensors } from "./safetensors-files.js";
