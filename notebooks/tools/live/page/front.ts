/** What comes with the first touch: the kernel, the editor, and what shows what cells put out. */
import { LessonEngine } from "./engine.js";
import { livePlace } from "./place.js";

livePlace().parts.front = (page, parts) => new LessonEngine(page, parts);
