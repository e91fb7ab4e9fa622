import { expect, it } from "vitest";
import { describeWith, needs } from "../../support/needs.js";
import { python } from "./python.js";

describeWith(needs.python(), "a proxy that does not listen in time", () => {
  /** In JupyterHub's place, one whose proxy starts as it is told, one word for each try; prints what was done. */
  const started = (...tries: readonly string[]) =>
    python(
      `
import asyncio, sys, types
tries = iter(sys.argv[1:])

class Late(Exception):
    pass

class Process:
    polls = 0
    def poll(self):
        self.polls += 1
        if self.polls < 3: return None
        print("has ended")
        return 0

class Proxy:
    log = types.SimpleNamespace(warning=print)
    async def start(self):
        self.proxy_process = Process()
        how = next(tries)
        print(how)
        if how == "late": raise Late()
        if how == "taken": raise ValueError("taken")
    def stop(self):
        print("stops")

sys.modules["jupyterhub"] = types.ModuleType("jupyterhub")
sys.modules["jupyterhub.proxy"] = types.SimpleNamespace(ConfigurableHTTPProxy=Proxy)
sys.modules["jupyterhub.utils"] = types.SimpleNamespace(AnyTimeoutError=Late)
from patient_proxy import PatientProxy

proxy = PatientProxy()
try:
    asyncio.run(proxy.start())
except ValueError as error:
    print("fails:", error)
`,
      ...tries,
    ).split("\n");

  const again = ["late", "The proxy does not listen yet; it is started again", "stops", "has ended"];

  it("is ended and started again until it does", () => {
    expect(started("late", "late", "listens")).toEqual([...again, ...again, "listens"]);
  });

  it("is not, where it ends by itself", () => {
    expect(started("late", "taken")).toEqual([...again, "taken", "fails: taken"]);
  });
});
