import { expect, test } from "vitest";
import { booleanField, integerField, stringField, stringsField } from "../../../kernel/src/front/requests.js";

test.each([
  ["expected code to be a string, got undefined", () => stringField({}, "code")],
  ["expected code to be a string, got an array", () => stringField({ code: [] }, "code")],
  [
    "expected silent to be true or false, got a string",
    () => booleanField({ silent: "no" }, "silent", false),
  ],
  [
    "expected cursor_pos to be a whole number, got a number",
    () => integerField({ cursor_pos: 1.5 }, "cursor_pos", 0),
  ],
  [
    "expected user_expressions to be an object, got an array",
    () => stringsField({ user_expressions: [] }, "user_expressions"),
  ],
  [
    "expected user_expressions.a to be a string, got a number",
    () => stringsField({ user_expressions: { a: 1 } }, "user_expressions"),
  ],
])("%s", (message, body) => {
  expect(body).toThrow(message);
});

test("fields that are left out have their defaults", () => {
  expect(booleanField({}, "silent", true)).toBe(true);
  expect(integerField({}, "n", 7)).toBe(7);
  expect(stringsField({}, "user_expressions")).toEqual({});
});
