import { once } from "node:events";
import { createServer } from "node:net";
import { expect, it } from "vitest";
import { freePorts } from "../../../kernel/src/client/free-ports.js";
import { describeWith, needs } from "../../support/needs.js";
import { python } from "./python.js";

describeWith(needs.python(), "a learner's server's port", () => {
  const ports = (code: string, ...args: readonly string[]) =>
    python(`import ports, sys\n${code}`, ...args)
      .split("\n")
      .map(Number);

  it("is none that the system gives to connections, and another one each time, also after the last", () => {
    const given = ports("ports.following = ports.END - 3\nfor _ in range(6): print(ports.own_port())");
    expect(new Set(given).size).toBe(6);
    for (const port of given) expect(port).toBeLessThan(32_768);
    expect(Math.max(...given)).toBe(31_999);
  });

  it("is none that a kernel of a learner's may find in the moments before the server listens", async () => {
    const [first = 0] = ports("print(ports.FIRST)");
    expect(Math.max(...(await freePorts(50)))).toBeLessThan(first);
  });

  it("is none that somebody listens on", async () => {
    const [free = 0] = ports("print(ports.own_port())");
    const server = createServer().listen(free, "127.0.0.1");
    await once(server, "listening");
    const [first = 0, given] = ports(
      "ports.following = int(sys.argv[1])\nprint(ports.FIRST)\nprint(ports.own_port())",
      String(free),
    );
    server.close();
    expect(given).toBeGreaterThanOrEqual(first);
    expect(given).not.toBe(free);
  });

  it("is told to be lacking where all are taken, with what to do", () => {
    expect(() => python("import ports\nports.FIRST = ports.END = 0\nports.own_port()")).toThrow(
      /RuntimeError: ports: expected one that is free, from 0 to -1, got none; end what listens on them/,
    );
  });
});
