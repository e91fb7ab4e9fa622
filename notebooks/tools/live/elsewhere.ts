import { fashionMnistSource, mnistSource } from "../../../lib/src/datasets/registry.js";
import { PACKAGE_SOURCES } from "./contract.js";

/** Origins that a lesson's page may ask once its reader has said so: those of packages, and those of the real pictures. */
export function askedElsewhere(packageSources: readonly string[] = PACKAGE_SOURCES): {
  readonly scripts: readonly string[];
  readonly fetched: readonly string[];
} {
  return {
    scripts: originsOf(packageSources),
    fetched: originsOf([mnistSource, fashionMnistSource].flatMap(({ mirrors }) => mirrors)),
  };
}

function originsOf(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses.map((address) => new URL(address).origin))];
}
