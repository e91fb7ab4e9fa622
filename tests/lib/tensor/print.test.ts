import { inspect } from "node:util";
import { arange, type Operand, tensor, zeros } from "gradbook";
import { describe, expect, test } from "vitest";

const display = (x: Operand) =>
  (x as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]!();

describe("text", () => {
  test("a number, with its name", () => {
    expect(String(tensor(-2, { requiresGrad: true, name: "w" }))).toBe(
      "Tensor -2 (shape [], float32, name w, requires grad)",
    );
  });
  test("columns line up and numbers have the digits they need, six at most", () => {
    expect(
      String(
        tensor([
          [0.011184, -10],
          [0.9949357, 2.5],
        ]),
      ),
    ).toBe("Tensor (shape [2, 2], float32)\n[[  0.01118, -10.00000],\n [  0.99494,   2.50000]]");
    expect(String(tensor([0.25, 0.5]))).toBe("Tensor (shape [2], float32)\n[0.25, 0.50]");
    expect(
      String(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toBe("Tensor (shape [2, 2], float32)\n[[1, 2],\n [3, 4]]");
  });
  test("float64 shows more digits", () => {
    expect(String(tensor([1 / 3], { dtype: "float64" }))).toBe("Tensor (shape [1], float64)\n[0.33333333]");
  });
  test("very large and very small numbers get an exponent", () => {
    expect(String(tensor([1e-9, 2]))).toBe("Tensor (shape [2], float32)\n[1e-9, 2e+0]");
    expect(String(tensor([6.376e8]))).toBe("Tensor (shape [1], float32)\n[6.376e+8]");
  });
  test("bool, int32, NaN and infinities", () => {
    expect(String(tensor([true, false]))).toBe("Tensor (shape [2], bool)\n[ true, false]");
    expect(String(tensor([-1, 10], { dtype: "int32" }))).toBe("Tensor (shape [2], int32)\n[-1, 10]");
    expect(String(tensor([Number.NaN, Number.NEGATIVE_INFINITY, 1.5]))).toBe(
      "Tensor (shape [3], float32)\n[NaN,  -∞, 1.5]",
    );
  });
  test("three axes have a blank line between matrices", () => {
    expect(String(arange(4).reshape([2, 1, 2]))).toBe(
      "Tensor (shape [2, 1, 2], float32)\n[[[0, 1]],\n\n [[2, 3]]]",
    );
  });
  test("a large tensor shows its ends", () => {
    const text = String(arange(2000).reshape([20, 100]));
    expect(text).toContain("[[   0,    1,    2, …,   97,   98,   99],");
    expect(text.split("\n")).toHaveLength(8);
    expect(text.split("\n")[4]).toBe(" …,");
  });
  test("long rows are broken", () => {
    const lines = String(arange(100)).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(104);
    expect(lines.length).toBeGreaterThan(3);
  });
  test("an empty tensor", () => {
    expect(String(zeros([0, 3]))).toBe("Tensor (shape [0, 3], float32) []");
  });
  test("console.log shows the same, also inside other values", () => {
    const x = tensor([1, 2]);
    expect(inspect(x)).toBe(String(x));
    expect(inspect({ x })).toContain("Tensor (shape [2], float32)");
  });
});

describe("notebook display", () => {
  test("a small matrix is a table with its rows and columns numbered", () => {
    const bundle = display(tensor([[1, 2.5]], { name: "<x>" }));
    expect(bundle["text/plain"]).toBe("Tensor (shape [1, 2], float32, name <x>)\n[[1.0, 2.5]]");
    expect(bundle["text/html"]).toContain("<table");
    expect(bundle["text/html"]).toContain(">2.5</td>");
    expect(bundle["text/html"]).toContain("&#60;x&#62;");
    expect(bundle["text/html"]).not.toContain("<x>");
    expect(bundle["text/html"]!.match(/<th scope="col"/g)).toHaveLength(2);
  });
  test("a larger matrix is a heat map with its range in words", () => {
    const html = display(arange(900).reshape([30, 30]))["text/html"]!;
    expect(html).toContain('role="img"');
    expect(html).toContain('aria-label="Heat map of the 30 by 30 matrix: values from 0 to 899"');
    expect(html.length).toBeLessThan(100_000);
  });
  test("a very large matrix is thinned out", () => {
    const html = display(zeros([1000, 1000]).add(1))["text/html"]!;
    expect(html).toContain("thinned out to fit");
    expect(html.length).toBeLessThan(400_000);
  });
  test("more than two axes show the first matrix", () => {
    expect(display(zeros([5, 2, 2]))["text/html"]).toContain("the first of 5 matrices");
  });
  test("numbers, vectors and empty tensors", () => {
    expect(display(tensor(3))["text/html"]).toContain(">3</td>");
    expect(display(tensor([1, 2]))["text/html"]).toContain("Tensor [2] float32");
    expect(display(zeros([0]))["text/html"]).toContain("Tensor [0] float32");
  });
  test("no color is fixed that would not read on a dark page", () => {
    expect(display(tensor([[1]]))["text/html"]).not.toMatch(/color:\s*(#|black|white)/);
  });
});
