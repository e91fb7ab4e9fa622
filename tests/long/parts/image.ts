import { execFileSync } from "node:child_process";
import { installDebianPackages } from "../debian-packages.js";
import type { Part } from "../part.js";

/** Debian's packages that build images. */
async function setUp(): Promise<void> {
  try {
    execFileSync("buildah", ["--version"], { stdio: "ignore" });
    execFileSync("debootstrap", ["--version"], { stdio: "ignore" });
  } catch {
    await installDebianPackages(["buildah", "debootstrap"]);
  }
}

export const part: Part = {
  title: "the container image: built, and lessons run inside; as root on Debian",
  async run({ tests }) {
    await setUp();
    return [await tests("image", ["tests/e2e/image"], { env: { GRADBOOK_IMAGE: "1" } })];
  },
};
