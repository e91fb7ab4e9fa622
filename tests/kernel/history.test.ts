import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KernelClient, startKernel } from "gradbook-kernel/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

describe("the history of kernels that keep it in one file", () => {
  const directory = mkdtempSync(join(tmpdir(), "kernel-history-"));
  const env = { ...process.env, GRADBOOK_HISTORY: join(directory, "history") };
  let client: KernelClient;

  beforeAll(async () => {
    const earlier = await startKernel({ directory, env });
    for (const code of ["const a = 1", "a + 1"]) await earlier.execute(code);
    await earlier.shutdown();
    client = await startKernel({ directory, env });
    for (const code of ["'now'", "const b = 2", "'now'"]) await client.execute(code);
    await client.execute("'silent'", { silent: true });
  });
  afterAll(async () => {
    await client?.shutdown();
    rmSync(directory, { recursive: true, force: true });
  });

  test.each([
    [
      "the last ones, of both sessions",
      { hist_access_type: "tail", n: 4 },
      ["a + 1", "'now'", "const b = 2", "'now'"],
    ],
    [
      "a range of this session",
      { hist_access_type: "range", session: 0, start: 1, stop: 3 },
      ["'now'", "const b = 2"],
    ],
    ["all of the session before", { hist_access_type: "range", session: -1 }, ["const a = 1", "a + 1"]],
    [
      "what fits a pattern",
      { hist_access_type: "search", pattern: "const*", n: 9 },
      ["const a = 1", "const b = 2"],
    ],
    ["each once", { hist_access_type: "search", pattern: "'*", n: 9, unique: true }, ["'now'"]],
  ])("%s", async (_, request, inputs) => {
    const content = { output: false, raw: true, ...request };
    const { history } = await client.request("shell", "history_request", content);
    expect((history as readonly (readonly unknown[])[]).map(([, , input]) => input)).toEqual(inputs);
  });
});
