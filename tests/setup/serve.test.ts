import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { serveFolder } from "../../notebooks/tools/setup/serve.mjs";

async function site(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "gradbook-site-"));
  mkdirSync(join(root, "site", "week 1"), { recursive: true });
  writeFileSync(join(root, "secret.txt"), "secret");
  writeFileSync(join(root, "site", "index.html"), "<h1>course</h1>");
  writeFileSync(join(root, "site", "week 1", "lesson.js"), "draw();");
  const { url, stop } = await serveFolder(join(root, "site"), 0);
  onTestFinished(async () => {
    await stop();
    rmSync(root, { recursive: true });
  });
  return url;
}

describe("the server of rendered pages", () => {
  it("serves to this computer only", async () => {
    expect(await site()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  it("serves a folder's index and files with their types", async () => {
    const url = await site();
    const index = await fetch(url);
    expect([index.headers.get("content-type"), await index.text()]).toEqual([
      "text/html; charset=utf-8",
      "<h1>course</h1>",
    ]);
    const script = await fetch(`${url}week%201/lesson.js?v=1`);
    expect([script.headers.get("content-type"), await script.text()]).toEqual([
      "text/javascript; charset=utf-8",
      "draw();",
    ]);
  });

  it.each(["missing.html", "..%2Fsecret.txt", "%2e%2e/secret.txt", "%", "week%201/"])(
    "answers %s with not found",
    async (path) => {
      expect((await fetch((await site()) + path)).status).toBe(404);
    },
  );

  it("takes no other method", async () => {
    expect((await fetch(await site(), { method: "POST" })).status).toBe(404);
  });
});
