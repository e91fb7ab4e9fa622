import { afterEach, expect, test, vi } from "vitest";
import { environment } from "../../lib/src/environment.js";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

test("a variable, and none where it is empty or not there", () => {
  vi.stubEnv("GRADBOOK_MODE", "fast");
  expect(environment("GRADBOOK_MODE")).toBe("fast");
  vi.stubEnv("GRADBOOK_MODE", "");
  expect(environment("GRADBOOK_MODE")).toBeUndefined();
  expect(environment("GRADBOOK_NO_SUCH_VARIABLE")).toBeUndefined();
});

test("none in a browser, and none where it may not be read, as in Deno without leave", () => {
  const env = new Proxy(
    {},
    {
      get(_env, name) {
        throw new Error(`Requires env access to "${String(name)}", run again with the --allow-env flag`);
      },
    },
  );
  vi.stubGlobal("process", { env });
  expect(environment("GRADBOOK_MODE")).toBeUndefined();
  vi.stubGlobal("process", undefined);
  expect(environment("GRADBOOK_MODE")).toBeUndefined();
});
