import type { Lesson } from "../../notebooks/tools/lessons/catalog.js";
import { describeWith, type Need, needs } from "./needs.js";

/** Describes a suite for each lesson that runs it: those on the real pictures only where these are. */
export function describeEach(lessons: readonly Lesson[], suite: (lesson: Lesson) => void): void {
  for (const lesson of lessons) {
    describeWith(needsOf(lesson), lesson.name, () => suite(lesson));
  }
}

/** What a lesson needs of a machine. */
export const needsOf = ({ realData }: Lesson): readonly Need[] => (realData ? [needs.data()] : []);
