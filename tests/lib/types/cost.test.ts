import { expect, test } from "vitest";
import { compile, compilers } from "./compile.js";

/*
 * How much work the library's types make: TypeScript's own count of instantiations, which is the same on every
 * machine. A lesson-sized file has to stay near what the checker does in a few milliseconds.
 */
const section = (k: number) => `
const X${k} = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]);
const W${k} = tensor([[5, -7], [5, -7]]), b${k} = tensor([-8, 3]);
const K${k} = X${k}.matmul(W${k}).add(b${k}).sigmoid();
const Y${k} = K${k}.matmul(tensor([[-11], [-11]])).add(tensor([6])).sigmoid();
const l${k} = Y${k}.sub(tensor([[0], [1], [1], [0]])).square().mean();
l${k}.backward();
const s${k} = X${k}.sum(0).add(1).div(2).reshape([1, 2]).transpose();
const z${k} = X${k}.softmax().argmax(1).toArray();`;

test.each(compilers)("a lesson of 96 statements is cheap to check in %s", (_name, ts) => {
  const code = Array.from({ length: 12 }, (_, k) => section(k)).join("\n");
  const { errors, instantiations } = compile(ts, `import { tensor } from "gradbook";${code}`);
  expect(errors).toEqual([]);
  expect(instantiations).toBeLessThan(20_000);
});

test.each(compilers)("a large table of numbers does not nest too deep in %s", (_name, ts) => {
  const rows = Array.from(
    { length: 300 },
    (_, i) => `[${Array.from({ length: 20 }, (_, j) => i * j).join(", ")}]`,
  );
  const { errors, types } = compile(
    ts,
    `import { tensor } from "gradbook"; const x = tensor([${rows.join(", ")}]);`,
  );
  expect(errors).toEqual([]);
  expect(types.x).toBe("Tensor<[300, 20]>");
});

test.each(compilers)("tensors are compared by shape and dtype, not by their methods, in %s", (_name, ts) => {
  const lines = Array.from(
    { length: 12 },
    (_, k) =>
      `const t${k} = zeros([${k + 2}, 3]); const l${k}: Tensor<Shape, DType>[] = [t${k}, t${k}.sum(0)]; const i${k}: Iterable<Tensor<Shape, DType>> = [t${k}];`,
  );
  const names = "type DType, type Shape, type Tensor, zeros";
  const { errors, instantiations } = compile(ts, `import { ${names} } from "gradbook";${lines.join("\n")}`);
  expect(errors).toEqual([]);
  // 74,000 when each method is compared.
  expect(instantiations).toBeLessThan(10_000);
});
