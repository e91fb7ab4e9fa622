import { expect, it } from "vitest";
import { parseRenderOptions } from "../../../notebooks/tools/render/options.js";

it("takes the options of npm run render", () => {
  expect(parseRenderOptions([])).toEqual({
    execute: true,
    singleFiles: false,
    slides: false,
    withData: false,
  });
  expect(parseRenderOptions(["--no-execute", "--single-file", "--slides", "--with-data"])).toEqual({
    execute: false,
    singleFiles: true,
    slides: true,
    withData: true,
  });
});

it("refuses others with those that there are", () => {
  expect(() => parseRenderOptions(["--slide"])).toThrow(
    "npm run render: expected --no-execute, --single-file, --slides or --with-data, got --slide; try npm run render -- --help",
  );
});
