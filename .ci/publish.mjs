#!/usr/bin/env node
// Publishes both packages: node .ci/publish.mjs [--dry-run]. What goes out is what `npm pack` gives, with the repository
// that it comes from written into its package.json: a copy of this project has a place of its own, and names that one.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const isTrial = process.argv.includes("--dry-run");
const place = mkdtempSync(join(tmpdir(), "gradbook-publish-"));
// What npm itself was started with would be taken for options of this.
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("npm_package_")),
);

try {
  const repository = repositoryAddress();
  for (const directory of ["lib", "kernel"]) publish(directory, repository);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(place, { recursive: true });
}

function publish(directory, repository) {
  const { name, version } = JSON.parse(readFileSync(join(root, directory, "package.json"), "utf8"));
  const changes = readFileSync(join(root, directory, "CHANGELOG.md"), "utf8");
  if (!changes.includes(`\n## ${version}\n`)) {
    throw new Error(
      `${directory}/CHANGELOG.md: expected a section "## ${version}", got none; write what has changed`,
    );
  }
  const [{ filename }] = JSON.parse(
    npm(["pack", "--json", "--pack-destination", place, "-w", directory], {
      stdio: ["ignore", "pipe", "inherit"],
    }),
  );
  const folder = join(place, directory);
  mkdirSync(folder);
  execFileSync("tar", ["-xzf", join(place, filename), "-C", folder, "--strip-components=1"]);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const homepage = repository.replace(/^git\+|\.git$/g, "");
  const from = {
    repository: { type: "git", url: repository, directory },
    homepage,
    bugs: `${homepage}/issues`,
  };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify({ ...manifest, ...from }, undefined, 2)}\n`);
  console.log(`${isTrial ? "Would publish" : "Publishes"} ${name}@${version} from ${repository}`);
  const options = [
    ...(isTrial ? ["--dry-run"] : []),
    ...(process.env.GITHUB_ACTIONS ? ["--provenance"] : []),
  ];
  npm(["publish", folder, ...options], { stdio: ["ignore", "inherit", "inherit"] });
}

function npm(args, options) {
  return execFileSync("npm", args, { cwd: root, env, encoding: "utf8", ...options });
}

/** GRADBOOK_REPOSITORY, the repository that a workflow runs in, or where this clone comes from. */
function repositoryAddress() {
  const { GRADBOOK_REPOSITORY, GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env;
  const given =
    GRADBOOK_REPOSITORY ?? (GITHUB_REPOSITORY && `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`) ?? origin();
  // git@host:owner/name is another way to write https://host/owner/name.
  const address = given.replace(/^git@([^:]+):/, "https://$1/").replace(/\.git$/, "");
  if (/^https:\/\/[^/]+\/.+/.test(address)) return `git+${address}.git`;
  throw new Error(
    `publish: expected a repository that readers can open, got ${given || "none"}; ` +
      "set GRADBOOK_REPOSITORY to its https address",
  );
}

function origin() {
  try {
    return execFileSync("git", ["remote", "get-url", "origin"], { cwd: root, encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}
