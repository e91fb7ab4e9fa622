import { describe, expect, it } from "vitest";
import { nodeVersionProblem } from "../../notebooks/tools/setup/node-version.mjs";
import { Miniature } from "./miniature.js";

describe("the Node version", () => {
  it.each(["20.19.0", "20.20.2", "22.0.0", "26.1.0"])("%s will do", (version) => {
    expect(nodeVersionProblem(version)).toBeUndefined();
  });

  it.each(["18.20.8", "20.18.3", "9.11.2"])("%s is too old, and the message says what to do", (version) => {
    expect(nodeVersionProblem(version)).toBe(
      `Node.js: expected version 20.19 or newer, got ${version}; ` +
        "try the current LTS release from https://nodejs.org, then run the same command again",
    );
  });

  it("is checked before anything else", async () => {
    const project = new Miniature({ installed: false });
    const pretend = `data:text/javascript,Object.defineProperty(process.versions, "node", { value: "18.20.8" })`;
    const { code, text } = await project.run(["start"], { nodeArgs: ["--import", pretend] });
    expect(text.trim()).toBe(nodeVersionProblem("18.20.8"));
    expect(code).toBe(1);
  });
});
