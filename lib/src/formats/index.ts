export {
  type Channels,
  type FromImageOptions,
  fromImage,
  type ImageOptions,
  type ImageTensor,
  loadImage,
} from "./images.js";
export { type FromNpyOptions, fromNpy, toNpy } from "./npy.js";
export { type FromNpzOptions, fromNpz, type NpzOptions, toNpz } from "./npz.js";
export { loadNpy, loadNpz, saveNpy, saveNpz } from "./numpy-files.js";
export {
  type FromSafetensorsOptions,
  fromSafetensors,
  type NamedTensors,
  type Safetensors,
  type SafetensorsOptions,
  toSafetensors,
} from "./safetensors.js";
export { loadSafetensors, saveSafetensors } from "./safetensors-files.js";
