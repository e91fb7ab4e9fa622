import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePorts } from "../../../kernel/src/client/free-ports.js";
import { describeDifferences, differences } from "../../../notebooks/tools/lessons/differences.js";
import { parseNotebook, readNotebook } from "../../../notebooks/tools/lessons/notebook.js";
import { projectRoot } from "../../support/project.js";
import { lessonPath } from "../venv.js";
import { buildah, buildImage, Container, removeRoot } from "./image.js";

const containerfile = readFileSync(join(projectRoot, "kernel/deploy/Containerfile"), "utf8");

describe("the Containerfile", () => {
  it("leaves what builds in a stage of its own, and ends as nobody in particular", () => {
    const last = containerfile.split(/^FROM /m).at(-1) ?? "";
    expect(last).not.toMatch(/gcc|npm run/);
    expect(last).toMatch(/^USER 1000:100$/m);
    expect(last).toMatch(/^HEALTHCHECK /m);
  });
});

// Asked for by tests/long/parts/image.ts.
if (process.env.GRADBOOK_IMAGE) {
  describe("the root of a system that was cut off while it was made", () => {
    it("is removed, and what was mounted there is not", () => {
      const folder = mkdtempSync(join(tmpdir(), "gradbook-root-"));
      const [root, elsewhere] = ["root", "elsewhere"].map((name) => join(folder, name)) as [string, string];
      for (const path of [join(root, "proc"), elsewhere]) mkdirSync(path, { recursive: true });
      writeFileSync(join(elsewhere, "kept"), "");
      execFileSync("mount", ["--bind", elsewhere, join(root, "proc")]);
      removeRoot(root);
      expect(existsSync(root)).toBe(false);
      expect(readdirSync(elsewhere)).toEqual(["kept"]);
      rmSync(folder, { recursive: true });
    });
  });

  describe("the image", { timeout: 600_000 }, () => {
    let container: Container;
    let image = "";

    beforeAll(async () => {
      image = await buildImage();
      container = await Container.of(image);
    }, 3_600_000);

    afterAll(() => container?.remove());

    const prints = async (line: string) => (await container.run(line)).trim();

    it("runs as a user who is not root, and can become nobody else", async () => {
      expect(await prints("id -u")).toBe("1000");
      // Root sees all there is.
      expect(await container.run("find / -xdev -perm /6000 -type f", "0")).toBe("");
      const { OCIv1 } = JSON.parse(await buildah("inspect", "--type", "image", image)) as {
        OCIv1: { config: { User: string } };
      };
      expect(OCIv1.config.User).toBe("1000:100");
    });

    it("has no compiler", async () => {
      const programs = "cc gcc g++ clang tcc as ld make";
      expect(await prints(`for p in ${programs}; do command -v $p; done; true`)).toBe("");
    });

    it("can be written to at home, and where all is temporary, alone", async () => {
      const found = await prints(
        "find / -xdev -writable ! -type l ! -path '/proc/*' ! -path '/sys/*' ! -path '/dev/*' 2>/dev/null; true",
      );
      const elsewhere = found
        .split("\n")
        .filter((path) => !/^\/(home\/learner|tmp|var\/tmp|run\/lock|dev|proc|sys)/.test(path));
      expect(elsewhere).toEqual([]);
    });

    it("brings the course to a home that has none, and keeps what is changed there", async () => {
      const copy = "node /opt/gradbook/notebooks/tools/setup/learner-copy.mjs $HOME/gradbook";
      await container.run(copy);
      expect(await prints("ls $HOME/gradbook")).toContain("week-1");
      await container.run("echo mine >> $HOME/gradbook/week-1/xor-by-hand-checks.ts");
      await container.run(copy);
      expect(await prints("tail -n 1 $HOME/gradbook/week-1/xor-by-hand-checks.ts")).toBe("mine");
      await container.run(`${copy} --reset week-1/xor-by-hand`);
      expect(await prints("tail -n 1 $HOME/gradbook/week-1/xor-by-hand-checks.ts")).not.toBe("mine");
    });

    it.each(["week-1/xor-by-hand", "week-1/training-xor"])(
      "runs %s with the outputs that are committed",
      async (lesson) => {
        const path = `$HOME/gradbook/${lesson}.ipynb`;
        await container.run(`jupyter nbconvert --to notebook --execute --inplace ${path}`);
        const executed = parseNotebook(await container.run(`cat ${path}`), lesson);
        const committed = readNotebook(lessonPath(`${lesson}.ipynb`));
        expect(describeDifferences(differences(committed, executed))).toBe("");
      },
    );

    it("starts its kernel from the snapshot that was made with it, with native kernels", async () => {
      // A snapshot that does not fit the kernel is not found.
      const find =
        'import("/opt/gradbook/kernel/dist/type-process/snapshot.js").then((s) => console.log(s.findSnapshot()))';
      expect(await prints(`node -e '${find}'`)).toMatch(
        /^\/opt\/gradbook\/kernel\/\.gradbook\/snapshot\/.*\.blob$/,
      );
      // One that does not know a file's time reads that file anew.
      const types = "/opt/gradbook/node_modules/@types/node/fs.d.ts";
      const snapshot = "/opt/gradbook/kernel/.gradbook/snapshot/*.blob";
      expect(await prints(`grep -c "$(stat -c %Y000 ${types})" ${snapshot}`)).toMatch(/^[1-9]/);
      expect(await prints("ls /opt/gradbook/lib/native")).toMatch(/\.node$/m);
    });

    it("has Python's modules compiled, and none that is compiled again at each start", async () => {
      const program = `
import importlib.util, os, pathlib, sys
modules = [m for place in sys.path if "-packages" in place for m in pathlib.Path(place).rglob("*.py")]
compiled = [m for m in modules if os.path.exists(importlib.util.cache_from_source(m))]
made_of = lambda m: int.from_bytes(pathlib.Path(importlib.util.cache_from_source(m)).read_bytes()[8:12], "little")
print(len(compiled) > 2000, [str(m) for m in compiled if made_of(m) != int(m.stat().st_mtime)])`;
      expect(await prints(`python3 -c '${program}'`)).toBe("True []");
    });

    it("holds nothing that only building needs", async () => {
      // Of what npm takes away it leaves the folders of scopes, which are empty then.
      const modules = await prints("cd /opt/gradbook/node_modules && ls */package.json @*/*/package.json");
      expect(modules).toMatch(/^zeromq\/package.json$/m);
      expect(modules).not.toMatch(/esbuild|vitest|biome|playwright/);
    });

    it("says by its health check whether the learner's server answers", async () => {
      const [port] = await freePorts(1);
      const checks = `JUPYTERHUB_SERVICE_URL=http://127.0.0.1:${port}/ python3 /opt/gradbook/kernel/deploy/healthcheck.py`;
      const says = `${checks} 2>/dev/null && echo healthy || echo ill`;
      expect(await prints(says)).toBe("ill");
      const serves = `jupyter server --no-browser --ip=127.0.0.1 --port=${port} --ServerApp.port_retries=0 >/dev/null 2>&1`;
      expect(
        await prints(`${serves} & server=$!
          until [ "$(${says})" = healthy ]; do kill -0 $server || exit 1; sleep 0.2; done
          ${says}; kill $server; wait $server; ${says}`),
      ).toBe("healthy\nill");
    });

    it("has what JupyterHub starts", async () => {
      expect(await prints("/opt/gradbook/kernel/deploy/learner-server.sh --version")).toMatch(
        /^\d+\.\d+\.\d+$/m,
      );
    });

    it("says how large it is", async () => {
      const kilobytes = Number((await prints("du -skx / 2>/dev/null | cut -f1 || true")).split("\n").at(-1));
      console.log(`The image holds ${(kilobytes / 1024).toFixed(0)} MB`);
      expect(kilobytes / 1024).toBeLessThan(900);
    });
  });
}
