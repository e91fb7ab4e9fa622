import { expect, it } from "vitest";
import { parseRenderOptions } from "../../../notebooks/tools/render/options.js";

it("takes the options of npm run render", () => {
  expect(parseRenderOptions([])).toEqual({ execute: true, singleFiles: false, slides: false });
  expect(parseRenderOptions(["--no-execute", "--single-file", "--slides"])).toEqual({
    execute: false,
    singleFiles: true,
    slides: true,
  });
});

it("refuses others with those that there are", () => {
  expect(() => parseRenderOptions(["--slide"])).toThrow(
    "npm run render: expected --no-execute, --single-file or --slides, got --slide; try npm run render -- --help",
  );
});
