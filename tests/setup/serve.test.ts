import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { serveFolder } from "../../notebooks/tools/setup/serve.mjs";

let root = "";

async function site(): Promise<string> {
  root = mkdtempSync(join(tmpdir(), "gradbook-site-"));
  mkdirSync(join(root, "site", "week 1"), { recursive: true });
  writeFileSync(join(root, "secret.txt"), "secret");
  writeFileSync(join(root, "site", "index.html"), "<h1>course</h1>");
  writeFileSync(join(root, "site", "week 1", "lesson.js"), "draw();");
  writeFileSync(join(root, "site", ".hidden"), "secret");
  mkdirSync(join(root, "site", ".git"));
  writeFileSync(join(root, "site", ".git", "config"), "secret");
  mkdirSync(join(root, "site", "linked"));
  symlinkSync(join(root, "secret.txt"), join(root, "site", "linked.txt"));
  symlinkSync(join(root, "secret.txt"), join(root, "site", "linked", "index.html"));
  symlinkSync(root, join(root, "site", "up"), "junction");
  symlinkSync(join(root, "site", "week 1"), join(root, "site", "within"), "junction");
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

  it("isolates its pages, so that they may share memory with their workers", async () => {
    const { headers } = await fetch(await site());
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-embedder-policy")).toBe("require-corp");
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

  it.each([
    ...[
      "missing.html",
      "..%2Fsecret.txt",
      "%2e%2e/secret.txt",
      "%",
      "week%201/",
      "index.html%00",
      "index.html/x",
    ],
    ...[".hidden", ".git/config", "%2Egit/config", ".git%5Cconfig", "linked.txt", "linked/", "up/secret.txt"],
  ])("answers %s with not found", async (path) => {
    expect((await fetch((await site()) + path)).status).toBe(404);
  });

  it("serves what a link within the folder leads to", async () => {
    expect(await (await fetch(`${await site()}within/lesson.js`)).text()).toBe("draw();");
  });

  const descriptors = "/proc/self/fd";

  it.skipIf(!existsSync(descriptors))("closes a file whose reader went away", async () => {
    const url = await site();
    const path = join(root, "site", "large.bin");
    writeFileSync(path, Buffer.alloc(20_000_000));
    const open = (): number =>
      readdirSync(descriptors).filter((fd) => {
        try {
          return readlinkSync(join(descriptors, fd)) === path;
        } catch {
          return false;
        }
      }).length;
    for (let i = 0; i < 5; i++) {
      const request = get(`${url}large.bin`);
      const [response] = await once(request, "response");
      await once(response, "data");
      expect(open()).toBeGreaterThan(0);
      request.destroy();
    }
    await expect.poll(open).toBe(0);
    expect((await fetch(url)).status).toBe(200);
  });

  it.skipIf(process.platform === "win32")(
    "lives on when no more files can be opened, and when one goes",
    async () => {
      const module = new URL("../../notebooks/tools/setup/serve.mjs", import.meta.url).href;
      const folder = mkdtempSync(join(tmpdir(), "gradbook-site-"));
      writeFileSync(join(folder, "index.html"), "here");
      const program = `
      import { closeSync, openSync, rmSync } from "node:fs";
      import { Agent, get } from "node:http";
      import { serveFolder } from ${JSON.stringify(module)};
      const folder = ${JSON.stringify(folder)};
      const { url } = await serveFolder(folder, 0);
      const agent = new Agent({ keepAlive: false });
      const ask = () => new Promise((resolve, reject) => get(url, { agent }, async (answer) => {
        let text = ""; for await (const part of answer) text += part;
        resolve([answer.statusCode, text].join(" "));
      }).on("error", reject));
      const fds = [];
      try { for (;;) fds.push(openSync(folder)); } catch {}
      // One for each end of the connection, none for the file.
      for (const fd of fds.splice(0, 2)) closeSync(fd);
      console.log(await ask());
      for (const fd of fds) closeSync(fd);
      console.log(await ask());
      rmSync(folder + "/index.html");
      console.log(await ask());
      process.exit();
    `;
      const limited = `ulimit -n 64; exec "$0" --input-type=module -e "$1"`;
      const child = spawn("sh", ["-c", limited, process.execPath, program], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      onTestFinished(() => rmSync(folder, { recursive: true }));
      let text = "";
      child.stdout.on("data", (chunk) => {
        text += String(chunk);
      });
      await once(child, "close");
      expect(text.trim().split("\n")).toEqual([
        "503 too many open files; try again",
        "200 here",
        "404 not found",
      ]);
    },
  );

  it("takes no other method", async () => {
    expect((await fetch(await site(), { method: "POST" })).status).toBe(404);
  });
});
