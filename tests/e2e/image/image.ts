import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../../support/project.js";

const execute = promisify(execFile);

const place = join(projectRoot, ".gradbook", "image");
const base = "localhost/gradbook-base";
const image = "localhost/gradbook";
const storage = [
  "--root",
  join(place, "storage"),
  "--runroot",
  join(place, "run"),
  "--storage-driver",
  "vfs",
];
const certificates = "/etc/ssl/certs/ca-certificates.crt";
const large = { maxBuffer: 256 * 1024 * 1024 };

/** What the image is made from where no base image can be had: Debian's smallest, with the Node that runs the tests. */
async function makeBase(): Promise<void> {
  const root = join(place, "root");
  removeRoot(root);
  mkdirSync(root, { recursive: true });
  const packages = "--include=ca-certificates";
  await execute("debootstrap", ["--variant=minbase", packages, "bookworm", root, debianMirror()], large);
  cpSync(process.execPath, join(root, "usr/local/bin/node"));
  const npm = join(dirname(dirname(process.execPath)), "lib/node_modules/npm");
  cpSync(npm, join(root, "usr/local/lib/node_modules/npm"), { recursive: true, verbatimSymlinks: true });
  execFileSync("ln", ["-s", "../lib/node_modules/npm/bin/npm-cli.js", join(root, "usr/local/bin/npm")]);
  const container = (await buildah("from", "scratch")).trim();
  await buildah("add", "--quiet", container, root, "/");
  // Where the machine's own certificates are put while it builds, should it have some beside the world's.
  for (const name of ["NODE_EXTRA_CA_CERTS", "PIP_CERT"]) {
    await buildah("config", "--env", `${name}=${certificates}`, container);
  }
  await buildah(
    "config",
    "--env",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    container,
  );
  await buildah("commit", "--quiet", container, base);
  await buildah("rm", container);
  removeRoot(root);
}

/** Removes a system's root. One that was cut off has this machine's /proc in it, and nothing there is to be removed. */
export function removeRoot(root: string): void {
  const mounts = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((path) => path.startsWith(`${root}/`));
  for (const path of mounts.reverse()) execFileSync("umount", [path]);
  rmSync(root, { recursive: true, force: true });
}

/** From where this machine has its packages. */
function debianMirror(): string {
  const printed = execFileSync("apt-get", ["indextargets", "--format", "$(SITE)"], { encoding: "utf8" });
  return printed.split("\n").find((site) => site.includes("debian")) ?? "http://deb.debian.org/debian";
}

/** Folders of packages on this machine that pip's settings name; an index's pages lead to files beside it. */
function packageFolders(): readonly string[] {
  const settings = execFileSync("python3", ["-m", "pip", "config", "list"], { encoding: "utf8" });
  const indexes = [...settings.matchAll(/file:\/\/(\/[^\s'"\\]+)/g)].map(([, path = ""]) => dirname(path));
  const folders = [...settings.matchAll(/find-links='(\/[^\s'"\\]+)'/g)].map(([, path = ""]) => path);
  return [...new Set([...indexes, ...folders])];
}

/** Runs buildah, with images in a folder of the project's own. @returns what it printed */
export async function buildah(...args: readonly string[]): Promise<string> {
  return (await execute("buildah", [...storage, ...args], large)).stdout;
}

/** Builds the image as its Containerfile says. @returns its name */
export async function buildImage(): Promise<string> {
  mkdirSync(place, { recursive: true });
  const images = await buildah("images", "--format", "{{.Name}}");
  if (!images.includes(base)) await makeBase();
  // How this machine reaches its packages is no part of the image.
  const settings = [
    certificates,
    "/etc/pip.conf",
    "/etc/xdg/pip",
    "/etc/apt/apt.conf.d",
    join(homedir(), ".config/pip"),
    join(homedir(), ".npmrc"),
    ...packageFolders(),
  ]
    .filter((path) => existsSync(path))
    .flatMap((path) => ["--volume", `${path}:${path}:ro`]);
  await buildah(
    ...["build", "--isolation", "chroot", "--format", "docker", "--build-arg", `BASE=${base}`, ...settings],
    ...["--ignorefile", join(projectRoot, "kernel/deploy/Containerfile.containerignore")],
    ...["--file", join(projectRoot, "kernel/deploy/Containerfile"), "--tag", image, projectRoot],
  );
  return image;
}

/** A container of the image, in which commands are run as the image says: by the learner. */
export class Container {
  readonly #name: string;

  private constructor(name: string) {
    this.#name = name;
  }

  static async of(image: string): Promise<Container> {
    return new Container((await buildah("from", "--pull-never", image)).trim());
  }

  /** Runs a shell's line as the learner, or as a user who is named, and gives what it printed. */
  run(line: string, user?: string): Promise<string> {
    const as = user === undefined ? [] : ["--user", user];
    return buildah("run", "--isolation", "chroot", ...as, this.#name, "--", "/bin/sh", "-c", line);
  }

  /** Its files, as this machine sees them. */
  async mount(): Promise<string> {
    return (await buildah("mount", this.#name)).trim();
  }

  async remove(): Promise<void> {
    await buildah("rm", this.#name);
  }
}
