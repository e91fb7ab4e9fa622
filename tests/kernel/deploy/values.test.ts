import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { projectRoot } from "../../support/project.js";
import { deploy } from "./python.js";

/*
 * helm is not to be had everywhere. The chart refuses keys that it does not know, so those that are used are held here,
 * with their kinds, as the schema of Zero to JupyterHub 4 has them (jupyterhub/values.schema.yaml).
 */

const text = readFileSync(join(deploy, "values.yaml"), "utf8");
const values = parse(text) as Tree;

interface Tree {
  readonly [key: string]: Tree | unknown;
}

type Kind = "boolean" | "integer" | "number" | "string" | "size" | "seconds" | "list" | "passed on";

/** Whether a value is of a kind. */
const kinds: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  boolean: (value) => typeof value === "boolean",
  integer: Number.isInteger,
  number: (value) => typeof value === "number",
  string: (value) => typeof value === "string" && value !== "",
  size: (value) => typeof value === "string" && /^\d+(\.\d+)?([KMGT]i?)$/.test(value),
  seconds: (value) => Number.isInteger(value) && Number(value) > 0,
  list: Array.isArray,
  // What the hub and Kubernetes themselves read.
  "passed on": (value) => typeof value === "object" && value !== null,
};

/** What the chart's schema has of the keys used. */
const schema: Readonly<Record<string, Kind>> = {
  "hub.concurrentSpawnLimit": "integer",
  "hub.config": "passed on",
  "hub.networkPolicy.enabled": "boolean",
  "singleuser.image.name": "string",
  "singleuser.image.tag": "string",
  "singleuser.image.pullPolicy": "string",
  "singleuser.cmd": "string",
  "singleuser.defaultUrl": "string",
  "singleuser.uid": "integer",
  "singleuser.fsGid": "integer",
  "singleuser.startTimeout": "seconds",
  "singleuser.memory.guarantee": "size",
  "singleuser.memory.limit": "size",
  "singleuser.cpu.guarantee": "number",
  "singleuser.cpu.limit": "number",
  "singleuser.storage.type": "string",
  "singleuser.storage.capacity": "size",
  "singleuser.storage.homeMountPath": "string",
  "singleuser.storage.extraVolumes": "list",
  "singleuser.storage.extraVolumeMounts": "list",
  "singleuser.networkPolicy.enabled": "boolean",
  "singleuser.cloudMetadata.blockWithIptables": "boolean",
  "prePuller.hook.enabled": "boolean",
  "prePuller.continuous.enabled": "boolean",
  "scheduling.userScheduler.enabled": "boolean",
  "scheduling.podPriority.enabled": "boolean",
  "scheduling.userPlaceholder.enabled": "boolean",
  "scheduling.userPlaceholder.replicas": "integer",
  "scheduling.userPods.nodeAffinity.matchNodePurpose": "string",
  "cull.enabled": "boolean",
  "cull.timeout": "seconds",
  "cull.every": "seconds",
};

/** The value at a path of keys. */
const at = (path: string): unknown =>
  path.split(".").reduce<unknown>((tree, key) => (tree as Tree | undefined)?.[key], values);

/** The paths of all values, down to those that are no tree or that the chart passes on. */
function paths(tree: Tree, above = ""): readonly string[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const path = above === "" ? key : `${above}.${key}`;
    const isTree = typeof value === "object" && value !== null && !Array.isArray(value);
    return isTree && schema[path] !== "passed on" ? paths(value as Tree, path) : [path];
  });
}

describe("values for Zero to JupyterHub", () => {
  it("use keys that the chart has, each of its kind", () => {
    for (const path of paths(values)) {
      const kind = schema[path];
      expect(kind, `${path}: no key of the chart's`).toBeDefined();
      expect(
        kinds[kind as Kind](at(path)),
        `${path}: expected ${kind}, got ${JSON.stringify(at(path))}`,
      ).toBe(true);
    }
  });

  it("name a command and a home that the image has", () => {
    const containerfile = readFileSync(join(deploy, "Containerfile"), "utf8");
    const inside = String(at("singleuser.cmd"));
    const here = join(projectRoot, inside.replace("/opt/gradbook/", ""));
    expect(existsSync(here)).toBe(true);
    expect(statSync(here).mode & 0o111).not.toBe(0);
    expect(containerfile).toContain(`CMD ["${inside}"]`);
    expect(containerfile).toContain(`ENV HOME=${at("singleuser.storage.homeMountPath")} `);
    expect(containerfile).toContain(`USER ${at("singleuser.uid")}:${at("singleuser.fsGid")}`);
  });

  it("let a learner's container write nowhere but at home and in its own temporary folder, and gain nothing", () => {
    expect(at("hub.config.KubeSpawner.container_security_context")).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(at("singleuser.storage.extraVolumeMounts")).toEqual([{ name: "temporary", mountPath: "/tmp" }]);
    expect(at("singleuser.networkPolicy.enabled")).toBe(true);
  });

  it("hold the image ready, and room for those who come next", () => {
    expect(at("prePuller.continuous.enabled")).toBe(true);
    expect(at("scheduling.podPriority.enabled")).toBe(true);
    expect(Number(at("scheduling.userPlaceholder.replicas"))).toBeGreaterThan(0);
  });
});
