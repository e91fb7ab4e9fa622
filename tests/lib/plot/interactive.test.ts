import { OptionError, plot } from "gradbook";
import { afterEach, describe, expect, it } from "vitest";

const bridgeKey = Symbol.for("gradbook.session");
afterEach(() => void Reflect.deleteProperty(globalThis, bridgeKey));

/** A point of a plane, whose distance is told, times a factor. */
function distance(title = "A point and its distance") {
  return plot.interactive(
    ({ points: [point = [0, 0]], sliders: { factor }, pressed, moving }) => {
      if (point[0] > 5) throw new Error("too far");
      const text = `${factor * Math.hypot(...point)}${moving ? " moving" : ""}${pressed ?? ""}`;
      return { figure: plot.plane([point], { title, labels: [0] }), text };
    },
    {
      points: [[3, 4]],
      sliders: { factor: { min: 0, max: 2, value: 1 } },
      buttons: ["Reset"],
      pointNames: ["it"],
    },
  );
}

describe("an interactive figure", () => {
  it("begins where it is told, and is found by its title", () => {
    const figure = distance();
    expect(figure.id).toBe("a-point-and-its-distance");
    expect(figure.text).toBe("5");
    const { points, pointNames, sliders, buttons, svg, text } = plot.openInteractive(figure.id)!.view();
    expect({ points, pointNames, buttons, text }).toEqual({
      points: [[3, 4]],
      pointNames: ["it"],
      buttons: ["Reset"],
      text: "5",
    });
    expect(sliders).toEqual([{ name: "factor", min: 0, max: 2, value: 1, step: 0.02, play: undefined }]);
    expect(svg).toMatch(/^<svg /);
  });

  it("computes what is to be seen after each change", () => {
    const figure = distance();
    const move = { kind: "move", point: 0, to: [0, 2] } as const;
    expect(figure.change({ ...move, moving: true }).text).toBe("2 moving");
    const { text, points } = figure.change({ ...move, moving: false });
    expect([text, points]).toEqual(["2", [[0, 2]]]);
    expect(figure.change({ kind: "slide", name: "factor", value: 2 }).text).toBe("4");
    expect(figure.change({ kind: "press", name: "Reset" }).text).toBe("4Reset");
    expect(figure.change({ kind: "slide", name: "factor", value: 1 }).text).toBe("2");
  });

  it("fits a width, within reason", () => {
    const figure = distance();
    expect(figure.change({ kind: "fit", width: 400 }).width).toBe(400);
    expect(figure.change({ kind: "fit", width: 5 }).width).toBe(240);
  });

  it("stays as it was where its function fails, and says why", () => {
    const figure = distance();
    const { svg } = figure.view();
    const after = figure.change({ kind: "move", point: 0, to: [6, 0], moving: false });
    expect([after.svg, after.text]).toEqual([svg, "too far"]);
    expect(figure.change({ kind: "move", point: 0, to: [0, 1], moving: false }).text).toBe("1");
  });

  it("has a board to draw on", () => {
    const figure = plot.interactive(
      ({ pixels }) => ({ figure: plot.line([1, 2]), text: `${pixels.reduce((a, b) => a + b, 0)}` }),
      { board: { rows: 2, columns: 3 } },
    );
    expect(figure.view().pixels).toEqual({ rows: 2, columns: 3, values: [0, 0, 0, 0, 0, 0] });
    expect(figure.change({ kind: "paint", values: [0, 1, 0, 0, 1, 0], moving: false }).text).toBe("2");
  });

  it("is a chart with its words to who cannot move it, and no widget view", () => {
    const figure = distance();
    const show = Reflect.get(figure, Symbol.for("Jupyter.display")) as () => Record<string, unknown>;
    const bundle = show.call(figure);
    expect(Object.keys(bundle)).toEqual([
      "application/vnd.gradbook.interactive+json",
      "application/vnd.plotly.v1+json",
      "text/html",
      "text/plain",
    ]);
    expect(bundle["text/plain"]).toBe(`${figure.figure} 5`);
    expect(bundle["text/html"]).toMatch(/<p>5<\/p>$/);
  });

  it("refuses what cannot be moved", () => {
    const draw = () => ({ figure: plot.line([1]), text: "" });
    expect(() => plot.interactive(draw, {})).toThrow(OptionError);
    expect(() => plot.interactive(draw, {})).toThrow(
      "plot.interactive: expected something to move, got none; try",
    );
    expect(() => plot.interactive(draw, { sliders: { a: { min: 1, max: 1 } } })).toThrow(
      "plot.interactive: expected min < max around the value of a, got 1, 1 and 1; try { min: 0, max: 1 }",
    );
  });
});

describe("in the gradbook kernel", () => {
  type Data = Record<string, unknown>;

  it("a comm brings changes and takes back what is to be seen", () => {
    const targets = new Map<string, (comm: unknown, event: { data: Data }) => void>();
    const registerTarget = (name: string, target: never) => void targets.set(name, target);
    Reflect.set(globalThis, bridgeKey, { comms: { registerTarget } });
    const { id } = distance();
    const sent: Data[] = [];
    let receive = (_: { data: Data }): void => undefined;
    const comm = {
      send: (data: Data) => sent.push(data),
      onMessage: (handler: typeof receive) => {
        receive = handler;
      },
    };
    targets.get("gradbook.interactive")!(comm, { data: { id } });
    expect(sent[0]).toMatchObject({ view: { text: "5" } });
    receive({ data: { number: 7, change: { kind: "move", point: 0, to: [1, 0], moving: false } } });
    expect(sent[1]).toMatchObject({ number: 7, view: { text: "1" } });
    // A figure that no cell has made.
    targets.get("gradbook.interactive")!(comm, { data: { id: "nothing" } });
    expect(sent[2]).toEqual({ view: null });
  });
});
