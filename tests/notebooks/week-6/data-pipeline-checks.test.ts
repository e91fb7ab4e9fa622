import { data, lookup } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  checkBucket,
  checkEarliest,
  checkPipeline,
  checkSteps,
  type Pipeline,
  type Step,
} from "../../../notebooks/week-6/data-pipeline-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: the id of king with two buckets", () => {
  it("accepts what the table gives", () => {
    const words = new lookup.KeyValueTensorInitializer(["emerson", "lake", "palmer"], [0, 1, 2]);
    const table = new lookup.StaticVocabularyTable(words, { numOovBuckets: 2 });
    const [id] = table.lookup(["king"]).toArray();
    expectSolved(checkBucket, id!);
    expect(id).toBe(3);
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkBucket, [
      [6, "with five buckets"],
      [0, "Where do the buckets begin"],
      [4, "even or odd"],
      [2, "the id of palmer"],
      [5, "from 0 to 4"],
      [11, "modulo the number of buckets"],
    ]);
  });
});

describe("exercise 2: how early element 500 can come", () => {
  it("accepts 401, by the rule that a smaller set shows in 400 shuffles", () => {
    expectSolved(checkEarliest, 401);
    const rows = data.Dataset.fromTensorSlices(Array.from({ length: 60 }, (_, i) => i)).shuffle(10, {
      seed: 1,
    });
    const places = Array.from({ length: 400 }, () => [...rows].findIndex((n) => n.item() === 50));
    expect(Math.min(...places)).toBe(50 - 10 + 1);
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkEarliest, [
      [400, "a buffer of 1"],
      [500, "without shuffling"],
      [0, "is not even read yet"],
      [600, "How much earlier"],
      [402, "the other way"],
      [100, "Which element is the newest"],
    ]);
  });
});

describe("exercise 3: a pipeline of two epochs", () => {
  const seed = 1;
  const dropRemainder = true;

  it("accepts shuffle, batch, repeat, and a cache at the front", () => {
    expectSolved<Pipeline>(
      checkPipeline,
      (rows) => rows.shuffle(40, { seed }).batch(16, { dropRemainder }).repeat(2),
      (rows) => rows.cache().shuffle(60, { seed }).batch(16, { dropRemainder }).repeat(2),
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints<Pipeline>(checkPipeline, [
      [(() => undefined) as never, "Does the function return the dataset"],
      [(rows) => rows.shuffle(40, { seed }).batch(16, { dropRemainder }).repeat(), "It never ends"],
      [((rows: Parameters<Pipeline>[0]) => rows.shuffle(40, { seed }).repeat(2)) as never, "where is batch"],
      [(rows) => rows.batch(16, { dropRemainder }).repeat(2), "Nothing is shuffled"],
      [
        (rows) => rows.batch(16, { dropRemainder }).shuffle(40, { seed }).repeat(2),
        "whole batches were shuffled",
      ],
      [(rows) => rows.shuffle(40, { seed }).batch(16).repeat(2), "ends with a batch of 8"],
      [(rows) => rows.shuffle(40, { seed }).batch(10, { dropRemainder }).repeat(2), "16 elements"],
      [(rows) => rows.shuffle(40, { seed }).batch(16, { dropRemainder }), "That is one epoch"],
      [(rows) => rows.shuffle(40, { seed }).repeat(2).batch(16, { dropRemainder }), "cross from one epoch"],
      [(rows) => rows.shuffle(40, { seed }).batch(16, { dropRemainder }).repeat(3), "make four batches"],
      [
        (rows) => rows.repeat(2).shuffle(80, { seed }).batch(16, { dropRemainder }).take(4),
        "An element comes twice",
      ],
      [
        (rows) => rows.shuffle(40, { seed }).cache().batch(16, { dropRemainder }).repeat(2),
        "Both epochs come in the same order",
      ],
      [(rows) => rows.shuffle(8, { seed }).batch(16, { dropRemainder }).repeat(2), "the buffer is smaller"],
    ]);
  });
});

describe("exercise 4: where the cache belongs", () => {
  it("accepts every order that does what was meant", () => {
    expectSolved(
      checkSteps,
      ["cache", "shuffle", "batch", "repeat"],
      ["cache", "shuffle", "repeat", "batch"],
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints<readonly Step[]>(checkSteps, [
      [["cache", "shuffle"], "each of the four steps once"],
      [["shuffle", "cache", "batch", "repeat"], "the program with the bug"],
      [["cache", "batch", "shuffle", "repeat"], "the mistake of section 4"],
      [["cache", "repeat", "shuffle", "batch"], "run into each other"],
      [["shuffle", "batch", "cache", "repeat"], "still stands after the shuffle"],
    ]);
  });
});
