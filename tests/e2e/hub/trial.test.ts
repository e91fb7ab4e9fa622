import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lesson } from "./learners.js";
import { processesOf } from "./leftovers.mjs";
import { StudyGroup } from "./study-group.js";

describe("a study group that is tried on a computer of one's own", () => {
  const group = new StudyGroup({ isTrial: true });
  beforeAll(() => group.start());
  afterAll(() => group.stop());

  it("waits for a proxy that is slow to start", () => {
    expect(group.log("hub")).toContain("The proxy does not listen yet; it is started again");
  });

  it("lets in any name with the password that it prints, and nothing runs on after Ctrl+C", async () => {
    const [, password = ""] = /^Any name, with the password (\S+)$/m.exec(group.log("hub")) ?? [];
    const isLetIn = async (given: string) => {
      const body = new URLSearchParams({ username: "trier", password: given });
      const answer = await fetch(`${group.address}hub/login`, { method: "POST", body, redirect: "manual" });
      return answer.status === 302;
    };
    expect(await isLetIn(`${password}x`)).toBe(false);
    expect(await isLetIn(password)).toBe(true);
    const server = await group.signIn("trier");
    const kernel = await server.startKernel(lesson);
    expect((await kernel.execute("1 + 1")).status).toBe("ok");
    kernel.close();
    expect(processesOf("learner-trier")).not.toEqual([]);
    await group.stopHub("SIGINT");
    await expect.poll(() => processesOf("learner-trier")).toEqual([]);
    await expect(fetch(group.address)).rejects.toThrow("fetch failed");
  });
});
