import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startKernel } from "../../kernel/src/client/index.js";
import { describeWith, needs } from "../support/needs.js";
import { projectRoot } from "../support/project.js";

const execute = promisify(execFile);

/** What `npm pack --json` says of an archive. */
interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

describe("both packages, packed and installed in an empty folder", () => {
  const place = mkdtempSync(join(tmpdir(), "gradbook-pack-"));
  const folder = join(place, "empty folder");
  let packages: readonly Packed[] = [];
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_OPT)/.test(name)),
  );

  async function npm(args: readonly string[], cwd: string): Promise<string> {
    return (await execute("npm", [...args, "--prefer-offline"], { cwd, env })).stdout;
  }

  beforeAll(async () => {
    const packed = await npm(
      ["pack", "--json", "--pack-destination", place, "-w", "lib", "-w", "kernel"],
      projectRoot,
    );
    packages = Object.values(JSON.parse(packed) as Packed[]);
    const archives = packages.map(({ filename }) => join(place, filename));
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), `{ "name": "empty", "type": "module" }`);
    await npm(["install", ...archives], folder);
  });

  afterAll(() => rmSync(place, { recursive: true }));

  it.each(["lib", "kernel"])(
    "%s says what npm shows of it, and what has changed in this version",
    (directory) => {
      const read = (file: string) => readFileSync(join(projectRoot, directory, file), "utf8");
      const { version, description, keywords, license, engines } = JSON.parse(read("package.json"));
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(description.length).toBeGreaterThan(30);
      expect(keywords.length).toBeGreaterThan(5);
      expect(license).toBe("MIT");
      expect(engines.node).toBe(
        JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")).engines.node,
      );
      expect(read("CHANGELOG.md")).toContain(`\n## ${version}\n`);
    },
  );

  it("both could be published, and name the repository that they come from", async () => {
    const script = join(projectRoot, ".ci/publish.mjs");
    const publish = (address: string) =>
      execute(process.execPath, [script, "--dry-run"], { env: { ...env, GRADBOOK_REPOSITORY: address } });
    const { stdout, stderr } = await publish("git@host.example:someone/gradbook.git");
    for (const name of ["gradbook", "gradbook-kernel"]) {
      expect(stdout).toContain(`Would publish ${name}@`);
      expect(stdout).toMatch(new RegExp(`^\\+ ${name}@\\d`, "m"));
    }
    expect(stdout).toContain("from git+https://host.example/someone/gradbook.git");
    // npm says so of what it would have to mend; that nobody is logged in here is right.
    expect(stderr).not.toMatch(/npm warn publish (?!This command requires you to be logged in)/);
    await expect(publish("/somewhere")).rejects.toThrow(
      "expected a repository that readers can open, got /somewhere; set GRADBOOK_REPOSITORY",
    );
  });

  it("the library's archive holds what is run, read and debugged, and no build's by-products", () => {
    const paths = packages.find(({ name }) => name === "gradbook")!.files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        "LICENSE",
        "README.md",
        "dist/index.js",
        "dist/index.d.ts",
        "dist/node/index.js",
        // With the library's TypeScript in it.
        "dist/node/index.js.map",
      ]),
    );
    const others = paths.filter(
      (path) =>
        !/^(LICENSE|README\.md|CHANGELOG\.md|package\.json|exercise\/package\.json|dist\/.+\.(js|d\.ts)|dist\/node\/.+\.js\.map|dist\/jupyterlab\/package\.json)$/.test(
          path,
        ),
    );
    expect(others).toEqual([]);
  });

  it("the library computes", async () => {
    const script = `
      import { tensor } from "gradbook";
      console.log(JSON.stringify(tensor([[1, 2], [3, 4]]).matmul(tensor([[1], [1]])).toArray()));
    `;
    const { stdout } = await execute(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: folder,
    });
    expect(JSON.parse(stdout)).toEqual([[3], [7]]);
  });

  describeWith(needs.native(), "and with them the package of native kernels for this platform", () => {
    it("is found by the library where there is no compiler", async () => {
      const target = `${process.platform}-${process.arch}`;
      const made = join(place, "packages");
      const maker = join(projectRoot, "lib/src/engine/native/c/packages.mjs");
      await execute(process.execPath, [maker, "--out", made, target], { cwd: folder, env });
      const packed = await npm(
        ["pack", "--json", "--pack-destination", place, join(made, `gradbook-native-${target}`)],
        place,
      );
      const [archive] = Object.values(JSON.parse(packed) as Packed[]);
      expect(archive!.files.map(({ path }) => path).sort()).toEqual([
        `gradbook-${target}.node`,
        "package.json",
      ]);
      const kernels = async (): Promise<string> => {
        const script = 'import { info } from "gradbook"; console.log(info().kernels);';
        const { stdout } = await execute(process.execPath, ["--input-type=module", "--eval", script], {
          cwd: folder,
          env: { ...env, PATH: "", GRADBOOK_NATIVE: "on" },
        });
        return stdout.trim();
      };
      expect(await kernels()).toBe("WebAssembly");
      await npm(["install", join(place, archive!.filename)], folder);
      expect(await kernels()).toMatch(/^native \((avx512|avx2|neon)\)$/);
    });
  });

  it("the kernel installs itself where it is told and runs a typed cell that uses the library", async () => {
    const bin = join(folder, "node_modules", ".bin", "gradbook-kernel");
    await execute(bin, ["install", "--prefix", join(place, "prefix")], { cwd: folder });
    const cli = join(folder, "node_modules", "gradbook-kernel", "dist", "cli.js");
    const kernel = await startKernel({
      directory: folder,
      command: [process.execPath, cli, "start", "{connection_file}"],
    });
    try {
      const { status, outputs } = await kernel.execute(
        'import { tensor } from "gradbook";\nconst x: number[][] = tensor([[1, 2]]).toArray();\nconsole.log(x);',
      );
      expect(outputs).toEqual([{ output_type: "stream", name: "stdout", text: "[ [ 1, 2 ] ]\n" }]);
      expect(status).toBe("ok");
    } finally {
      await kernel.shutdown();
    }
  });
});
