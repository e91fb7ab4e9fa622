import { grad, nn, type Tensor, tensor } from "gradbook";

/* What a page that trains a network of its own takes of the library: no charts, no data sets. */

export const layers = [
  nn.conv2d,
  nn.maxPooling2d,
  nn.flatten,
  nn.batchNormalization,
  nn.relu,
  nn.dropout,
  nn.dense,
];

export function methods(): string[] {
  return Object.getOwnPropertyNames(Object.getPrototypeOf(tensor([1]))).sort();
}

export function compute(): number[] {
  const slope = grad((x: Tensor<[3]>) => x.mul(x).add(x).sum())(tensor([1, 2, 3]));
  const model = nn.sequential([nn.dense(2, { activation: "tanh" }), nn.dense(1)], { seed: 1 });
  return [...slope.toArray(), ...Array.from(model.apply(tensor([[0, 1]])).data, Number)];
}
