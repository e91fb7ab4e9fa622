import { posix, win32 } from "node:path";
import { expect, it } from "vitest";
import { userCacheFolder } from "../../../lib/src/datasets/folders.js";

const home = "/home/mina";
it.each([
  ["linux", {}, "/home/mina/.cache/gradbook/datasets"],
  ["linux", { XDG_CACHE_HOME: "/big/cache" }, "/big/cache/gradbook/datasets"],
  ["linux", { XDG_CACHE_HOME: "relative" }, "/home/mina/.cache/gradbook/datasets"],
  ["linux", { XDG_CACHE_HOME: "" }, "/home/mina/.cache/gradbook/datasets"],
  ["freebsd", {}, "/home/mina/.cache/gradbook/datasets"],
  ["darwin", { XDG_CACHE_HOME: "/big/cache" }, "/home/mina/Library/Caches/gradbook/datasets"],
])("the cache folder on %s with %o", (platform, env, expected) => {
  expect(userCacheFolder(posix, { platform, env, home })).toBe(expected);
});

it.each([
  [{ LOCALAPPDATA: "D:\\Local" }, "D:\\Local\\gradbook\\datasets"],
  [{}, "C:\\Users\\mina\\AppData\\Local\\gradbook\\datasets"],
])("the cache folder on Windows with %o", (env, expected) => {
  expect(userCacheFolder(win32, { platform: "win32", env, home: "C:\\Users\\mina" })).toBe(expected);
});
