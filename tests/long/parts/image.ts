import { execFileSync } from "node:child_process";
import type { Part } from "../part.js";

/** Debian's packages that build images. */
function setUp(): void {
  try {
    execFileSync("buildah", ["--version"], { stdio: "ignore" });
    execFileSync("debootstrap", ["--version"], { stdio: "ignore" });
  } catch {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync("apt-get", ["update", "-qq"], { stdio: "ignore", env });
    const install = ["install", "-y", "-qq", "--no-install-recommends", "buildah", "debootstrap"];
    execFileSync("apt-get", install, { stdio: "ignore", env });
  }
}

export const part: Part = {
  title: "the container image: built, and lessons run inside; as root on Debian",
  async run({ tests }) {
    setUp();
    return [await tests("image", ["tests/e2e/image"], { env: { GRADBOOK_IMAGE: "1" } })];
  },
};
