import { readFileSync } from "node:fs";
import {
  type DType,
  gradientCheck,
  gradients,
  nn,
  type Operand,
  random,
  type Shape,
  type Tensor,
  tensor,
  train,
} from "gradbook";
import { describe, expect, it } from "vitest";
import type { FillMode } from "../../../lib/src/engine/reference/warp.js";
import { warp } from "../../../lib/src/ops/support/warp.js";

type Any = Tensor<Shape, DType>;

interface Case {
  readonly mode: FillMode;
  readonly value: number;
  readonly shape: number[];
  readonly x: number[];
  readonly maps: number[];
  readonly y: number[];
}
const { cases } = JSON.parse(readFileSync(new URL("./reference/warps.json", import.meta.url), "utf8")) as {
  cases: Case[];
};
const mapsOf = (maps: number[]) =>
  tensor(maps, { shape: [maps.length / 6, 6], dtype: "float64" }) as Operand as Any;

describe("images through affine maps", () => {
  it.each(cases.map((c, i) => [`${i}: ${c.mode} ${c.shape}`, c] as const))(
    "are TensorFlow's: %s",
    (_t, c) => {
      const x = tensor(c.x, { shape: c.shape });
      const y = warp(x, mapsOf(c.maps), { fillMode: c.mode, fillValue: c.value }) as Any;
      y.data.forEach((value, i) => {
        expect(Math.abs(value - c.y[i]!), `${i}: ${value} against ${c.y[i]}`).toBeLessThan(2e-5);
      });
    },
  );

  const draws = random.generator(3);
  it.each(["reflect", "wrap", "nearest", "constant"] as const)(
    "have gradients, and second ones: %s",
    (mode) => {
      const maps = mapsOf([0.9, -0.4, 0.7, 0.4, 0.9, -1.3, 1.2, 0.1, -0.2, 0, 0.8, 0.3]);
      const x = draws.uniform([2, 3, 4, 2], { dtype: "float64" }) as Operand as Any;
      const see = (v: Operand): Any => warp(v, maps, { fillMode: mode, fillValue: 0.5 }) as Any;
      const squares = (v: Operand): Operand => see(v).mul(see(v)).sum();
      expect(gradientCheck(squares, [x]).relativeError).toBeLessThan(1e-6);
      const slopes = (v: Operand): Operand => {
        const [slope] = gradients(squares(v), [v as Any], { createGraph: true });
        return (slope as Any).mul(slope as Any).sum();
      };
      expect(gradientCheck(slopes, [x]).relativeError).toBeLessThan(1e-5);
    },
  );
});

const layers: readonly (readonly [string, (seed?: number) => nn.Layer])[] = [
  ["randomFlip", (seed) => nn.randomFlip("horizontalAndVertical", { ...(seed && { seed }) })],
  ["randomTranslation", (seed) => nn.randomTranslation(0.3, { ...(seed && { seed }) })],
  ["randomRotation", (seed) => nn.randomRotation(0.2, { fillMode: "nearest", ...(seed && { seed }) })],
  ["randomZoom", (seed) => nn.randomZoom([-0.3, 0.1], { ...(seed && { seed }) })],
  ["randomContrast", (seed) => nn.randomContrast(0.5, { valueRange: [-9, 9], ...(seed && { seed }) })],
  ["gaussianNoise", (seed) => nn.gaussianNoise(0.5, { ...(seed && { seed }) })],
];
const images = random.generator(8).uniform([6, 5, 4, 2]) as Operand as Any;
const run = (layer: nn.Layer, x: Any = images): Any => layer.apply(x, { training: true }) as Any;

describe.each(layers)("%s", (kind, make) => {
  it("leaves inference alone", () => {
    expect((make(1).apply(images) as Any).data).toEqual(images.data);
  });

  it("gives the same pictures for the same seed, and others at each call and for each image", () => {
    const layer = make(1);
    const first = run(layer);
    expect(run(make(1)).data).toEqual(first.data);
    expect(run(layer).data).not.toEqual(first.data);
    expect(run(make(2)).data).not.toEqual(first.data);
    const twins = images.slice([[0, 1]]).tile([6, 1, 1, 1]) as Operand as Any;
    const rows = Array.from({ length: 6 }, (_, n) => run(make(1), twins).at(n).toArray());
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBeGreaterThan(2);
    expect(first.shape).toEqual(images.shape);
  });

  it("goes on from its saved state", () => {
    const layer = make(1);
    run(layer);
    const state = layer.randomState()!;
    const next = run(layer);
    const other = make(5);
    other.setRandomState(state);
    expect(run(other).data).toEqual(next.data);
  });

  it("is recorded with the bits of the eager one", () => {
    const [eager, recorded] = [make(4), make(4)];
    const step = train.step((x: Tensor) => ({
      total: run(recorded, x as Operand as Any).sum() as Operand as Any,
    }));
    for (let i = 0; i < 5; i++) {
      expect(step(images as Operand as Tensor).total.item()).toBe(
        (run(eager).sum() as Operand as Any).item(),
      );
    }
    expect(step.recording?.reason).toBeUndefined();
  });

  it("is written down and read", () => {
    const text = JSON.stringify(nn.architecture(nn.sequential([make(3)])));
    const [layer] = nn.fromArchitecture(text).layers as readonly nn.Layer[];
    expect(layer!.kind).toBe(kind);
    expect(run(layer!).data).toEqual(run(make(3)).data);
  });
});

describe("each layer does what it says", () => {
  const ramp = tensor(
    Array.from({ length: 20 }, (_, i) => i),
    { shape: [1, 4, 5, 1] },
  ) as Operand as Any;
  it("randomFlip mirrors whole images, one way or both", () => {
    const rows = new Set<string>();
    const layer = nn.randomFlip("horizontal", { seed: 1 });
    for (let i = 0; i < 20; i++) rows.add(run(layer, ramp).data.slice(0, 5).join());
    expect([...rows].sort()).toEqual(["0,1,2,3,4", "4,3,2,1,0"]);
  });
  it("randomTranslation moves down and right by parts of the size", () => {
    const layer = nn.randomTranslation([0.25, 0.25], { widthFactor: [0.2, 0.2], fillMode: "constant" });
    expect(run(layer, ramp).data.slice(0, 10)).toEqual(new Float32Array([0, 0, 0, 0, 0, 0, 0, 1, 2, 3]));
  });
  it("randomRotation turns counter-clockwise", () => {
    const square = tensor([1, 2, 3, 4], { shape: [1, 2, 2, 1] }) as Operand as Any;
    const turned = run(nn.randomRotation([0.25, 0.25]), square);
    expect([...turned.data].map(Math.round)).toEqual([2, 4, 1, 3]);
  });
  it("randomZoom shows more with a positive factor", () => {
    const layer = nn.randomZoom([1, 1], { fillMode: "constant", fillValue: -1 });
    const corner = run(layer, ramp).data[0];
    expect(corner).toBe(-1);
  });
  it("randomContrast stretches values about their mean and cuts them to the range", () => {
    const x = tensor([0.25, 0.75], { shape: [1, 1, 2, 1] }) as Operand as Any;
    expect([...run(nn.randomContrast([1, 1], { valueRange: [0, 1] }), x).data]).toEqual([0, 1]);
  });
  it("gaussianNoise has its standard deviation", () => {
    const x = tensor(new Float32Array(40_000)) as Operand as Any;
    const noise = run(nn.gaussianNoise(2, { seed: 1 }), x);
    expect((noise.std() as Operand as Any).item()).toBeCloseTo(2, 1);
  });
});

describe("messages", () => {
  it.each([
    [
      () => nn.randomFlip("sideways" as never),
      'randomFlip: expected "horizontalAndVertical", "horizontal" or "vertical", got "sideways"; try "horizontal"',
    ],
    [
      () => nn.randomTranslation(-0.1),
      "randomTranslation: expected heightFactor as a number of at least 0 or [lower, upper], got -0.1; try 0.1",
    ],
    [
      () => nn.randomZoom(0.1, { widthFactor: "1" as never }),
      'randomZoom: expected widthFactor as a number of at least 0 or [lower, upper], got "1"; try 0.1',
    ],
    [
      () => nn.randomRotation(0.1, { fillMode: "mirror" as never }),
      'randomRotation: expected fillMode "reflect", "wrap", "nearest" or "constant", got "mirror"; try "reflect"',
    ],
    [
      () => nn.randomContrast(0.1, { valueRange: [1, 0] }),
      "randomContrast: expected valueRange [least, greatest], got [1, 0]; try [0, 1]",
    ],
    [
      () => nn.gaussianNoise(-1),
      "gaussianNoise: expected a standard deviation of at least 0, got -1; try nn.gaussianNoise(0.1)",
    ],
    [
      () => run(nn.randomFlip(), tensor([[1, 2]]) as Operand as Any),
      "randomFlip(): expected input [N, height, width, channels], got [1, 2]; try reshape to [N, height, width, channels]",
    ],
    [
      () => nn.zeroPadding2d([1, -1]),
      "zeroPadding2d: expected a width, [vertical, horizontal] or [[above, below], [left, right]], got [1, -1]; try nn.zeroPadding2d(1)",
    ],
    [
      () => nn.upSampling2d({ interpolation: "cubic" as never }),
      'upSampling2d: expected interpolation "nearest" or "bilinear", got "cubic"; try "nearest"',
    ],
    [
      () => nn.groupedConv2d(4, { groups: 3 as never, kernelSize: 1 }),
      "groupedConv2d: expected groups that divide 4 filters, got 3; try groups: 1",
    ],
    [
      () =>
        nn.groupedConv2d(4, { groups: 2, kernelSize: 1 }).apply(tensor([1, 2, 3], { shape: [1, 1, 1, 3] })),
      "GroupedConv2d(4, 1x1, 2 groups): expected channels that 2 groups divide, got [1, 1, 1, 3]; try another number of groups",
    ],
    [
      () => nn.groupNormalization({ groups: 2 }).apply(tensor([[1, 2, 3]])),
      "GroupNormalization(2): expected input [N, ..., features] with features that 2 groups divide, got [1, 3]; try another number of groups",
    ],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
  });
});
