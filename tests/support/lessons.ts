import type { Lesson } from "../../notebooks/tools/lessons/catalog.js";
import { describeWith, needs } from "./needs.js";

/** Describes a suite for each lesson that runs it: those on the real pictures only where these are. */
export function describeEach(lessons: readonly Lesson[], suite: (lesson: Lesson) => void): void {
  for (const lesson of lessons) {
    describeWith(lesson.realData ? needs.data() : [], lesson.name, () => suite(lesson));
  }
}
