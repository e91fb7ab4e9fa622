import { expect, it } from "vitest";
import { describeWith, needs } from "../../support/needs.js";
import { python } from "./python.js";

describeWith(needs.python(), "a learner's account", () => {
  const accountOf = (name: string) =>
    python("import sys; from accounts import account_of; print(account_of(sys.argv[1]))", name);

  it("has the learner's name, and is never that of somebody else on the machine", () => {
    expect(accountOf("min")).toBe("learner-min");
    expect(accountOf("root")).toBe("learner-root");
  });

  it("of a name that the system cannot have is told apart by a hash, within 32 letters", () => {
    const names = ["Min", "min@example.org", "min-example-org", "민", "a".repeat(80), "min-", "-min"];
    const accounts = names.map(accountOf);
    expect(new Set([...accounts, "learner-min"]).size).toBe(names.length + 1);
    for (const account of accounts) expect(account).toMatch(/^[a-z][a-z0-9-]{0,31}$/);
  });
});
