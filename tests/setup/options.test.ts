import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { helpFor } from "../../notebooks/tools/setup/help.mjs";
import { parseStartOptions } from "../../notebooks/tools/setup/options.mjs";
import { projectRoot } from "../support/project.js";
import { Miniature } from "./miniature.js";

describe("npm start's options", () => {
  it("are a browser and the first free port by default", () => {
    expect(parseStartOptions([])).toEqual({ browser: true, port: undefined, reset: undefined });
  });

  it("are read from the command line", () => {
    expect(parseStartOptions(["--no-browser", "--port", "9001", "--reset", "week-1/xor-by-hand"])).toEqual({
      browser: false,
      port: 9001,
      reset: "week-1/xor-by-hand",
    });
  });

  it.each([["--prot", "1"], ["--browser"], ["extra"], ["--port"]])(
    "%s is refused by a message that names the flags",
    (...args) => {
      expect(() => parseStartOptions(args)).toThrow(
        /^npm start: expected --no-browser, --port N, --reset LESSON or --help, got .+; try npm start -- --help$/,
      );
    },
  );

  it.each(["0", "65536", "80a", "-1", "8.5"])("--port=%s is refused", (value) => {
    expect(() => parseStartOptions([`--port=${value}`])).toThrow(
      `--port: expected a number from 1 to 65535, got ${value}; try --port 8899`,
    );
  });
});

describe("--help", () => {
  const project = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"));

  it.each(Object.keys(project.scripts))("of %s prints its help and sets nothing up", async (name) => {
    const { code, text } = await new Miniature({ installed: false }).run([name, "--help"]);
    expect(text).toBe(`${helpFor(name)}\n`);
    expect(text).toMatch(new RegExp(`^npm (run )?${name}\\b`));
    expect(code).toBe(0);
  });

  it.each(["lessons:lint", "check", "build"])(
    "is proposed where %s is given what it does not take",
    async (name) => {
      const { code, text } = await new Miniature({ installed: false }).run([name, "--halp"]);
      expect(text.trim()).toBe(
        `npm run ${name}: expected no arguments, got --halp; try npm run ${name} -- --help`,
      );
      expect(code).toBe(1);
    },
  );
});

describe("the port", () => {
  it("that is taken is told before the set-up, with one that is free", async () => {
    const server = createServer();
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, text } = await new Miniature({ installed: false }).run(["start", "--port", String(port)]);
    expect(text.trim()).toMatch(
      new RegExp(
        `^--port: expected a free port, got ${port}, which another program uses or the system keeps for itself; try --port \\d+$`,
      ),
    );
    expect(code).toBe(1);
  });
});

describe("the command", () => {
  it.each(["strat", "constructor", "toString"])(
    "%s is refused by a message that names those that do",
    async (name) => {
      const { code, text } = await new Miniature({ installed: false }).run([name]);
      expect(text.trim()).toMatch(
        new RegExp(`^gradbook: expected one of start, test, render, .+, got ${name}; try npm start$`),
      );
      expect(code).toBe(1);
    },
  );
});
