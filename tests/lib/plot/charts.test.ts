import { plot, tensor } from "gradbook";
import { describe, expect, test } from "vitest";
import { countBins } from "../../../lib/src/plot/bins.js";
import { layoutGraph } from "../../../lib/src/plot/graph-layout.js";
import { balanceText, formatNumber, textWidth, wrapText } from "../../../lib/src/plot/text.js";
import { thin } from "../../../lib/src/plot/thin.js";
import { normals } from "./gallery-charts.js";

describe("inputs", () => {
  const rows = [
    [1, 2],
    [3, 4],
  ];
  test("may be arrays, typed arrays or tensors, with the same chart", () => {
    const heat = plot.heatmap(rows).toJSON();
    expect(plot.heatmap(tensor(rows)).toJSON()).toEqual(heat);
    expect(plot.heatmap(rows.map((row) => Float32Array.from(row))).toJSON()).toEqual(heat);
    expect(plot.heatmap({ data: [1, 2, 3, 4], shape: [2, 2] }).toJSON()).toEqual(heat);
    const curve = plot.line([1, 2, 3]).toJSON();
    expect(plot.line(Float64Array.of(1, 2, 3)).toJSON()).toEqual(curve);
    expect(plot.line(tensor([[1], [2], [3]])).toJSON()).toEqual(curve);
    expect(plot.histogram(tensor(rows)).toJSON()).toEqual(plot.histogram([1, 2, 3, 4]).toJSON());
  });

  test("of a model may be points or rows, numbers or tensors", () => {
    const options = { resolution: 5 } as const;
    const one = plot.decisionBoundary(([a, b]) => a * b, options).toJSON();
    const pointwise = plot.decisionBoundary(([a, b]) => tensor([[a * b]]), options);
    const atOnce = plot.decisionBoundary((points) => tensor(points.map(([a = 0, b = 0]) => [a * b])), {
      ...options,
      batch: true,
    });
    expect(pointwise.toJSON()).toEqual(one);
    expect(atOnce.toJSON()).toEqual(one);
  });
});

describe("descriptions", () => {
  test("are written from the data", () => {
    expect(plot.line([3, Number.NaN, 1]).alt).toBe(
      "y falls from 3 at x 0 to 1 at x 2, between 1 and 3; 1 of 3 values are not finite and left out.",
    );
    expect(plot.line([Number.NaN]).alt).toBe("y: no finite values.");
    const matrix = Array.from({ length: 5 }, (_, row) => [row, 10 * row, -row]);
    expect(plot.heatmap(matrix).alt).toBe(
      "5 rows by 3 columns. Least −4 (row 4, column 2), greatest 40 (row 4, column 1).",
    );
    expect(plot.histogram([0, 0, 4, Number.NaN], { bins: 2, range: [0, 2] }).alt).toBe(
      "value: 4 values, mean 1.33, standard deviation 1.89, most of them around 0.5; 1 lie outside the range and count in the outermost bars and 1 are not finite and left out.",
    );
    expect(plot.activationFunction("sigmoid").alt).toContain("greatest derivative 0.25 at z ≈ 0.");
    expect(plot.activationFunction("relu").alt).toContain("values between 0 and 5, greatest derivative 1.");
  });

  test("leave out what is not drawn, and say so", () => {
    const points = plot.scatter(
      [
        [0, 1],
        [Number.NaN, 9],
        [3, 4],
        [5, Number.POSITIVE_INFINITY],
      ],
      {
        labels: [0, 1, 1, 0],
      },
    );
    expect(points.title).toBe("2 points: class 0 and class 1");
    expect(points.alt).toBe(
      "2 points, x from 0 to 3, y from 1 to 4: 1 of class 0 and 1 of class 1; 2 of 4 points are not finite and left out.",
    );
    expect(plot.scatter([[Number.NaN, 0]]).alt).toBe("No finite points.");
    const log = plot.line([0, 10, 100, -3, 50], { yScale: "log" });
    expect(log.alt).toBe(
      "y rises from 10 at x 1 to 50 at x 4, between 10 and 100; 2 of 5 values are not finite, or not above 0 on a log axis, and left out.",
    );
    // Gaps: Plotly draws a line down to the axis for values that a log axis has no place for.
    expect(log.data[0]).toMatchObject({ y: [null, 10, 100, null, 50] });
    expect(plot.line([1, 2, 3], { x: [0, 1, 10], xScale: "log" }).alt).toBe(
      "y rises from 2 at x 1 to 3 at x 10, between 2 and 3; 1 of 3 values are not finite, or not above 0 on a log axis, and left out.",
    );
    expect(plot.line([0, -1], { yScale: "log" }).alt).toBe("y: no values above 0, as a log axis needs them.");
    expect(() => plot.line([1, 2], { yScale: "log", yRange: [0, 1] })).toThrow(
      "plot.line: expected a range above 0 on a log scale, got [0, 1]; try { yRange: [0.01, 1] }",
    );
    expect(() => plot.bars({ a: 95 }, { yRange: [92, 97.5] })).toThrow(
      "plot.bars: expected a yRange with 0 in it, where bars begin, got [92, 97.5]; try what is missing to a whole, or plot.line",
    );
    expect(plot.bars({ a: -95 }, { yRange: [-97.5, 0] }).layout.yaxis).toMatchObject({ range: [-97.5, 0] });
    expect(() => plot.bars({ a: 1 }, { yScale: "log", yRange: [-1, 1] })).toThrow(
      "plot.bars: expected a range above 0 on a log scale, got [-1, 1]; try { yRange: [0.01, 1] }",
    );
  });

  test.each([
    [2, 30],
    [-0.1, 30],
    [0, 7],
    [1e20, 30],
  ])("a constant %d lies in the middle of its bar of %d", (value, bins) => {
    const figure = plot.histogram([value, value], { bins });
    expect(figure.alt).toBe(
      `value: 2 values, each ${value === 1e20 ? "1e20" : String(value).replace("-", "−")}.`,
    );
    const { x0, dx, y } = figure.data[0] as unknown as { x0: number; dx: number; y: number[] };
    expect(y.filter((count) => count > 0)).toEqual([2]);
    expect((x0 + y.indexOf(2) * dx) / (value || 1)).toBeCloseTo(value === 0 ? 0 : 1, 3);
  });

  test("many long names leave room for the bars", () => {
    const long = Array.from({ length: 30 }, (_, i) => `a rather long name of the class number ${i + 1}`);
    const figure = plot.bars(Object.fromEntries(long.map((name, i) => [name, i])));
    expect(figure.layout.height).toBe(360 + Math.ceil(24 * 6.36) - 16);
    expect(figure.data[0]?.x).toEqual(long);
    expect(standingBelow(figure)).toEqual(Array(15).fill("a rather long name of t…"));
    expect(plot.bars({ sigmoid: 1, ReLU: 2 }).layout.height).toBe(360);
  });

  test("names that would run into each other are broken into lines below the bars alone", () => {
    const starts = { "sigmoid, Xavier": 1, "sigmoid, pre-trained": 2, He: 3, "batches of 50": 4 };
    const figure = plot.bars(starts, { title: "Starts" });
    expect(standingBelow(figure)).toEqual([
      "sigmoid,<br>Xavier",
      "sigmoid,<br>pre-trained",
      "He",
      "batches<br>of 50",
    ]);
    expect(figure.layout.height).toBe(360 + 16);
    expect(figure.data[0]?.x).toContain("sigmoid, pre-trained");
    expect([figure.alt, figure.title, String(figure)].join()).not.toContain("<br>");
    const drawn = { "sigmoid, Xavier": 1, "ReLU, N(0, 0.01²)": 2, "ReLU, He": 3 };
    expect(standingBelow(plot.bars(drawn))).toEqual([
      "sigmoid,<br>Xavier",
      "ReLU,<br>N(0,\u00a00.01²)",
      "ReLU, He",
    ]);
    // A word that is wider than its bar's place is not broken, and stands on end; beside shorter ones it has room.
    const words = ["initialization", "regularization", "normalization", "augmentation"];
    const heightOf = (names: readonly string[]) =>
      plot.bars(Object.fromEntries(names.map((name) => [name, 1])), { title: "Words" }).layout.height;
    expect(heightOf(words)).toBe(360 + 90 - 16);
    expect(heightOf(["a", "b", "initialization", "c"])).toBe(360);
  });

  test("values stand over the bars in one size, and beyond the lines of ranges", () => {
    const size = { constraintext: "none", textangle: 0, textfont: { size: 11 }, textposition: "outside" };
    const plain = plot.bars({ low: 0.001, wide: 0.1234, whole: 1 });
    expect(plain.data).toHaveLength(1);
    expect(plain.data[0]).toMatchObject({ text: ["0.001", "0.123", "1"], ...size });

    const ranges = { up: [0.5, 2], down: [-3, 1] } as const;
    const ranged = plot.bars({ up: 1, down: -2, alone: 4 }, { ranges });
    const told = ranged.data.filter(({ text }) => text !== undefined);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      y: [2, -3, 4],
      text: ["1", "−2", "4"],
      marker: { color: "rgba(0,0,0,0)" },
      ...size,
    });

    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`b${i}`, i]));
    expect(plot.bars(many(10)).data[0]).toHaveProperty("text");
    expect(plot.bars(many(11)).data[0]?.text).toBeUndefined();
    expect(plot.bars(many(11), { showValues: true }).data[0]).toHaveProperty("text");
    const unseen = plot.bars({ a: 1 }, { ranges: { a: [0, 2] }, showValues: false });
    expect(unseen.data.every(({ text }) => text === undefined)).toBe(true);
  });

  test("give way to the user's own", () => {
    expect(plot.bars({ a: 1 }, { alt: "One bar.", title: "Mine" }).toString()).toBe("Figure: Mine: One bar.");
  });
});

describe("plane", () => {
  test("shades the side where w·x + b > 0 and draws the line across the view", () => {
    const figure = plot.plane([], { lines: [{ w: [1, 0], b: -0.5 }], xRange: [0, 1], yRange: [0, 2] });
    const [shade, line] = figure.data;
    expect(shade).toMatchObject({ x: [0.5, 1, 1, 0.5, 0.5], y: [0, 0, 2, 2, 0], fill: "toself" });
    expect(line).toMatchObject({ x: [0.5, 0.5], y: [0, 2], name: "x₁ − 0.5 = 0" });
  });

  test("says which points lie on the positive side", () => {
    const figure = plot.plane(
      tensor([
        [0, 0],
        [1, 1],
      ]),
      {
        lines: [
          { w: [-7, 7.5], b: -0.25 },
          { w: [1, 1], b: -1 },
        ],
      },
    );
    expect(figure.alt).toContain(
      "1 of 2 points lie on the positive side of −7x₁ + 7.5x₂ − 0.25 = 0: (1, 1).",
    );
    expect(figure.alt).toContain("1 of 2 points lie on the positive side of x₁ + x₂ − 1 = 0: (1, 1).");
  });
});

describe("histograms", () => {
  test("count every finite value, and the greatest in the last bin", () => {
    expect(countBins([0, 0.5, 1, 2, -1, Number.NaN], [0, 1], 2)).toEqual({
      low: 0,
      width: 0.5,
      counts: [2, 3],
      outside: 2,
      notFinite: 1,
    });
  });

  test("in a grid tell values that carry the input from values that only differ between units", () => {
    const apart = plot.histogramGrid({
      row: {
        layer: [
          [0, 1],
          [0, 1],
          [0, 1],
        ],
      },
    });
    expect(apart.alt).toContain("row: σ 0.5; across inputs 0.");
    const carried = plot.histogramGrid({
      row: {
        layer: [
          [0, 0],
          [1, 1],
        ],
      },
    });
    expect(carried.alt).toContain("row: σ 0.5; across inputs 0.5.");
  });

  test("cut off the bars above the share that fills a histogram, and keep their counts", () => {
    const grid = plot.histogramGrid(
      { row: { layer: [0, 0, 0, 0, 0, 0, 1, 1, 2, 3] } },
      { bins: 4, range: [0, 4], full: 0.2 },
    );
    expect(grid.data[0]).toMatchObject({ y: [1, 1, 0.5, 0.5], customdata: [6, 2, 1, 1] });
  });

  test("stay small however many values there are", () => {
    expect(JSON.stringify(plot.histogram(normals(50_000, 1)).toJSON()).length).toBeLessThan(3000);
  });
});

describe("slider", () => {
  const moving = plot.slider(
    [1, 2, 3],
    (a) => plot.line([0, a, 2 * a], { title: "Steeper", xLabel: "t", yLabel: "a t" }),
    {
      label: "a",
    },
  );

  test("has a frame for each value with only what moves", () => {
    expect(moving.frames.map((frame) => frame.name)).toEqual(["1", "2", "3"]);
    expect(moving.frames[2]).toEqual({ name: "3", traces: [0], data: [{ y: [0, 3, 6] }] });
  });

  test("keeps the axes at the range that holds every picture", () => {
    expect((moving.layout.yaxis as { range: number[] }).range).toEqual([0, 6.3]);
  });

  test("describes its first and its last picture", () => {
    expect(moving.alt).toBe(
      "A slider moves a from 1 to 3. At a 1: a t rises from 0 at t 0 to 2 at t 2, between 0 and 2. At a 3: a t rises from 0 at t 0 to 6 at t 2, between 0 and 6.",
    );
  });
});

describe("lossSurface", () => {
  // The color bar leaves a 344 pixel chart one column for names such as these.
  test("is higher by a row for each of four paths, beside the color bar", () => {
    const heightOf = (names: string[]) => {
      const paths = Object.fromEntries(names.map((name) => [name, [[0, 0]]]));
      return plot.lossSurface((a, b) => a * a + b * b, { paths }).layout.height as number;
    };
    const one = heightOf(["plain"]);
    expect(heightOf(["plain", "momentum", "RMSProp", "Adam"]) - one).toBe(3 * 20);
    expect(heightOf(["sgd", "Adam"])).toBe(one);
  });
});

describe("labels of images", () => {
  const labelsOf = (...labels: string[]) => {
    const pictures = Array.from({ length: 5 }, () => Array.from({ length: 28 * 28 }, (_, i) => i));
    const { data } = plot.images(pictures, { labels: [...labels, "", "", "", "", ""].slice(0, 5) }).toJSON();
    const names = data.find(({ type }) => type === "scatter")?.text as string[];
    return names.slice(0, labels.length);
  };

  test("stay whole where their letters are narrow, and are cut where they do not fit", () => {
    expect(labelsOf("T-shirt/top", "Ankle boot")).toEqual(["T-shirt/top", "Ankle boot"]);
    expect(labelsOf("handkerchiefs")).toEqual(["handkerch…"]);
    expect(labelsOf("round hand bag")).toEqual(["round hand<br>bag"]);
  });
});

describe("heatmap's cells", () => {
  const axes = (options: plot.HeatmapOptions) => {
    const { xaxis, yaxis } = plot.heatmap(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      options,
    ).layout as Record<string, object>;
    return { xaxis, yaxis };
  };

  test("are squares when asked", () => {
    expect(axes({ square: true }).yaxis).toMatchObject({ scaleanchor: "x", constrain: "domain" });
    expect(axes({ square: true }).xaxis).toMatchObject({ constrain: "domain" });
    expect(axes({}).yaxis).not.toHaveProperty("scaleanchor");
  });
});

describe("lossSurface's paths", () => {
  const path = Array.from({ length: 60 }, (_, i) => [2 - i / 30, 1]);
  const lengths = (traces: readonly unknown[]) => traces.map((trace) => (trace as { x: unknown[] }).x.length);

  test("begin at their start and grow to their end when they move", () => {
    const { data, frames } = plot.lossSurface((a, b) => a * a + b * b, {
      paths: { sgd: path, still: [[1, 1]] },
    });
    expect(lengths(data.slice(1))).toEqual([1, 1, 1, 1]);
    expect(lengths(frames[5]!.data)).toEqual([11, 1, 1, 1]);
    expect(lengths(frames.at(-1)!.data)).toEqual([60, 1, 1, 1]);
    expect(frames.at(-1)!.name).toBe("59");
  });

  test("are complete when they do not", () => {
    const { data } = plot.lossSurface((a, b) => a * a + b * b, { paths: { sgd: path }, animate: false });
    expect(lengths(data.slice(1))).toEqual([60]);
  });
});

describe("lossSurface's colors", () => {
  test("span the range that is given, so that a slider over surfaces moves nothing else", () => {
    const bowls = [1, 4];
    const draw = (size: number) => (a: number, b: number) => size * (a * a + b * b);
    const moving = plot.slider(bowls, (size) => plot.lossSurface(draw(size), { range: [0, 32] }));
    expect(moving.frames.map((frame) => frame.data.map(Object.keys))).toEqual([[["z"]], [["z"]]]);
    expect(moving.data[0]).toMatchObject({ zmin: 0, zmax: 32 });
    expect(plot.lossSurface(draw(1)).data[0]).toMatchObject({ zmin: 0, zmax: 8 });
  });
});

describe("confusionMatrix", () => {
  test("counts pairs, one row for each true class", () => {
    const figure = plot.confusionMatrix(
      { labels: [0, 0, 1, 1, 1], predictions: tensor([0, 1, 1, 1, 0], { dtype: "int32" }) },
      { classNames: ["cat", "dog", "owl"] },
    );
    expect(figure.data[0]?.text).toEqual([
      ["1", "1", "0"],
      ["1", "2", "0"],
      ["0", "0", "0"],
    ]);
    expect(figure.data[0]?.z).toEqual([
      [0.5, 0.5, 0],
      [0.33333, 0.66667, 0],
      [0, 0, 0],
    ]);
    expect(figure.alt).toBe(
      "3 classes, 5 examples, 3 (60 %) on the diagonal. The most common mistake is cat taken for dog (1 times).",
    );
  });
});

describe("history", () => {
  test("pairs each metric with its validation twin, in Keras's spelling and in ours", () => {
    const run = {
      history: { loss: [2, 1], val_loss: [2, 1.5], accuracy: [0.5, 0.8], valAccuracy: [0.5, 0.7] },
    };
    const figure = plot.history(run);
    expect(figure.data.map(({ name, yaxis }) => `${name} ${yaxis}`)).toEqual([
      "training y",
      "validation y",
      "training y2",
      "validation y2",
    ]);
    expect(plot.history(run, { metrics: ["accuracy"] }).data).toHaveLength(2);
  });
});

describe("computationGraph", () => {
  const texts = (figure: plot.Figure, name: string) => figure.data.find((trace) => trace.name === name)?.text;

  test("puts values on edges, and the gradients of f = wx + b once backward has run", () => {
    const w = tensor(-2, { requiresGrad: true, name: "w" });
    const x = tensor(5, { requiresGrad: true, name: "x" });
    const f = w.mul(x).add(tensor(3, { requiresGrad: true, name: "b" }));
    expect(texts(plot.computationGraph(f), "value")).toEqual(["−2", "5", "−10", "3", "−7"]);
    expect(texts(plot.computationGraph(f), "gradient")).toBeUndefined();
    f.backward();
    expect(texts(plot.computationGraph(f), "gradient")).toEqual(["5", "−2", "1", "1", "1"]);
    expect(plot.computationGraph(f).alt).toBe(
      "A graph from w = −2 with gradient 5, x = 5 with gradient −2, b = 3 with gradient 1 through mul, add to f = −7.",
    );
  });

  test("gives each use of a value its own gradient, and leaves grad as it was", () => {
    const x = tensor(3, { requiresGrad: true, name: "x" });
    const y = x.mul(x.add(1));
    y.backward();
    // y = x (x + 1): through the product's first factor x + 1 = 4, through the second x = 3.
    expect(texts(plot.computationGraph(y), "gradient")).toEqual(["3", "", "4", "3", "1"]);
    expect(x.grad?.item()).toBe(7);
  });

  test("writes a long operation on two lines, small enough for its circle", () => {
    const [, nodes] = plot.computationGraph(tensor(1, { requiresGrad: true, name: "z" }).softplus()).data;
    expect(nodes?.text).toEqual(["<b>z</b>", "soft<br>plus", "<b>f</b>"]);
    expect(nodes?.textfont).toMatchObject({ size: [13, 10, 13] });
  });

  test("goes from top to bottom where it would be wider than a narrow page", () => {
    const steps = (count: number) => {
      let y = tensor(1, { requiresGrad: true, name: "x" });
      for (let step = 0; step < count; step++) y = y.add(1);
      const [, nodes] = plot.computationGraph(y).data;
      const spread = (list: unknown) => Math.max(...(list as number[])) - Math.min(...(list as number[]));
      return spread(nodes?.x) > spread(nodes?.y) ? "right" : "down";
    };
    expect([steps(1), steps(2), steps(3), steps(20)]).toEqual(["right", "right", "down", "down"]);
  });

  test("is no wider than a narrow page, whichever way it goes", () => {
    const w = tensor(-2, { requiresGrad: true, name: "w" });
    const y = w.mul(5).add(3).mul(w).sigmoid();
    y.backward();
    const { width } = plot.computationGraph(y).layout;
    expect(width === undefined || Number(width) <= 380).toBe(true);
  });

  test("draws the numbers of an engine of one's own just as the library's", () => {
    const own = (data: number, label: string, inputs: plot.GraphValue["inputs"] = [], grad = 0) => ({
      ...{ data, label, inputs, grad },
    });
    const graph = (sent: boolean): plot.GraphValue => {
      const x = own(3, "x", [], sent ? 10 : 0);
      const square = own(
        9,
        "×",
        [
          { from: x, slope: 3 },
          { from: x, slope: 3 },
        ],
        sent ? 1 : 0,
      );
      const four = own(4, "4", [], sent ? 3 : 0);
      const product = own(
        12,
        "×",
        [
          { from: x, slope: 4 },
          { from: four, slope: 3 },
        ],
        sent ? 1 : 0,
      );
      const inputs = [square, product].map((from) => ({ from, slope: 1 }));
      return own(21, "+", inputs, sent ? 1 : 0);
    };
    const x = tensor(3, { requiresGrad: true, name: "x" });
    const p = x.mul(x).add(x.mul(tensor(4, { requiresGrad: true, name: "4" })));
    expect(texts(plot.computationGraph(graph(false)), "gradient")).toBeUndefined();
    p.backward();
    const [mine, theirs] = [plot.computationGraph(graph(true)), plot.computationGraph(p)];
    for (const kind of ["value", "gradient"]) expect(texts(mine, kind)).toEqual(texts(theirs, kind));
    expect(mine.data[1]?.text).toEqual(theirs.data[1]?.text);
    expect(mine.alt).toBe(
      "A graph from x = 3 with gradient 10, 4 = 4 with gradient 3 through ×, ×, + to f = 21.",
    );
  });

  test("shows larger tensors by their shape", () => {
    const weights = tensor(
      [
        [5, -7],
        [5, -7],
      ],
      { requiresGrad: true, name: "W" },
    );
    const k = tensor([[0, 1]])
      .matmul(weights)
      .sum();
    k.backward();
    expect(texts(plot.computationGraph(k), "value")).toEqual(
      expect.arrayContaining(["[0, 1]", "[2, 2]", "[5, −7]", "−2"]),
    );
  });
});

describe("layoutGraph", () => {
  test("sets results right of their inputs, no two in one place, and long edges around what is between", () => {
    const nodes = [[], [], [0, 1], [], [2, 3], [0, 4]].map((inputs) => ({ inputs }));
    const { places, routes } = layoutGraph(nodes);
    for (const { from, to, through } of routes) {
      expect(places[from]?.column).toBeLessThan(places[to]?.column ?? 0);
      expect(through[0]).toEqual(places[from]);
      expect(through.at(-1)).toEqual(places[to]);
      for (let index = 1; index < through.length; index++) {
        expect((through[index]?.column ?? 0) - (through[index - 1]?.column ?? 0)).toBe(1);
      }
    }
    const taken = [...places, ...routes.flatMap((route) => route.through.slice(1, -1))];
    for (const one of taken) {
      const near = taken.filter(
        (other) => other.column === one.column && Math.abs(other.row - one.row) < 0.99,
      );
      expect(near).toHaveLength(1);
    }
    expect(Math.min(...taken.map((place) => place.row))).toBe(0);
  });

  test("leads a value that goes in twice on two ways", () => {
    const { places, routes } = layoutGraph([{ inputs: [] }, { inputs: [0, 0] }]);
    expect(places.map((place) => place.column)).toEqual([0, 2]);
    const [one, other] = routes.map((route) => route.through[1]);
    expect([one?.column, other?.column]).toEqual([1, 1]);
    expect(Math.abs((one?.row ?? 0) - (other?.row ?? 0))).toBeGreaterThanOrEqual(1);
  });
});

describe("thinning", () => {
  test("keeps the ends and every peak", () => {
    const y = Array.from({ length: 10_000 }, (_, index) =>
      index === 4321 ? 9 : index === 77 ? -9 : Math.sin(index),
    );
    const thinned = thin(
      y.map((_, index) => index),
      y,
    );
    expect(thinned.y.length).toBeLessThanOrEqual(602);
    expect(thinned.x[0]).toBe(0);
    expect(thinned.x.at(-1)).toBe(9999);
    expect(thinned.x[thinned.y.indexOf(9)]).toBe(4321);
    expect(thinned.x[thinned.y.indexOf(-9)]).toBe(77);
  });

  test("keeps a gap", () => {
    const y = Array.from({ length: 5000 }, (_, index) => (index === 2500 ? Number.NaN : 1));
    expect(thin(y, y).y.some(Number.isNaN)).toBe(true);
  });
});

describe("texts", () => {
  test("write numbers with four digits, a true minus, and exponents where zeros would hide them", () => {
    const written = [
      0,
      -2,
      60000,
      1 / 3,
      -0.00012346,
      5.5e-6,
      637621500,
      1.5e9 + 0.5,
      Number.NaN,
      -Infinity,
    ].map((value) => formatNumber(value));
    expect(written).toEqual([
      "0",
      "−2",
      "60000",
      "0.3333",
      "−0.0001235",
      "5.5e−6",
      "6.376e8",
      "1.5e9",
      "NaN",
      "−∞",
    ]);
  });

  test("count Hangul as wide, subscripts as not, markup as nothing", () => {
    expect(textWidth("가중합")).toBe(6);
    expect(textWidth("x₁ <b>σ</b>")).toBe(4);
  });

  test("break between words, and keep the user's own breaks", () => {
    expect(wrapText("one two three", 7)).toBe("one two<br>three");
    expect(wrapText("a<br>b c", 10)).toBe("a<br>b c");
    expect(wrapText("one two three four", 14)).toBe("one two three<br>four");
    expect(balanceText("one two three four", 14)).toBe("one two<br>three four");
  });
});

/** What stands below bars in place of their names. */
function standingBelow({ layout }: plot.Figure): unknown {
  return (layout.xaxis as { ticktext?: unknown }).ticktext;
}
