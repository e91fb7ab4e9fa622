export { fashionMnist } from "./fashion-mnist.js";
export { type ImageSet, LabelledImages } from "./labelled-images.js";
export type { LoadOptions } from "./load-image-set.js";
export { mnist } from "./mnist.js";
export type { DownloadProgress, ProgressListener } from "./progress.js";
