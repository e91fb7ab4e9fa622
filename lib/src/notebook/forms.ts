import type { AnyTensor } from "../tensor/base.js";
import { toHtml } from "../tensor/html.js";
import { addMethod } from "../tensor/methods.js";
import { jupyterDisplay, type MimeBundle, toText } from "../tensor/print.js";
import { showInNotebooks } from "../train/progress/choose-sink.js";
import { notebookProgress } from "../train/progress/notebook-sink.js";

/*
 * What only notebooks show: tensors as tables and heat maps, training as a table with a bar. package.json does not
 * name this file among those with side effects, so a bundle for a page that does not use its export leaves it out,
 * and is 1.9 kB smaller.
 */

addMethod(
  jupyterDisplay,
  (x: AnyTensor): MimeBundle => ({ "text/html": toHtml(x), "text/plain": toText(x) }),
);
showInNotebooks(notebookProgress);

export { notebookProgress };
