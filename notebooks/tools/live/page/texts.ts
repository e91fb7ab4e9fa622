/** What comes with the first output of Markdown or of a formula: what sets them. */
import { textRenderers } from "gradbook-kernel/render/texts";
import { livePlace } from "./place.js";

livePlace().parts.texts = textRenderers();
