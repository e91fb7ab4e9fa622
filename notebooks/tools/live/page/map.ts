/** The course's map: what is kept of each lesson stands beside it. */
import { lessonProgress, progressOf } from "./lesson-progress.js";
import { browserStore } from "./work.js";

const store = browserStore();
for (const item of document.querySelectorAll<HTMLElement>("[data-lesson]")) {
  const lesson = item.dataset.lesson ?? "";
  const exercises = Number(item.dataset.exercises);
  const words = lessonProgress(store, { lesson, exercises });
  if (words === "") continue;
  const isDone = progressOf(store, lesson).solved >= exercises;
  const note = document.createElement("small");
  note.className = isDone ? "lesson-done" : "lesson-tried";
  note.textContent = isDone ? ` ✓ ${words}` : ` ${words}`;
  (item.querySelector("small") ?? item.firstElementChild)?.after(note);
}
