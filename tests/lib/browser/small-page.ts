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

/** Predictions before the recorder is loaded, and once it is; and the losses of a short training. */
export async function learn(): Promise<number[]> {
  const model = nn.sequential([nn.dense(3, { activation: "tanh" }), nn.dense(1, { activation: "sigmoid" })], {
    seed: 1,
  });
  const x = tensor([[0, 1]]);
  const numbers = [...model.predict(x).data];
  numbers.push(...(await model.predict([x, x])).data);
  for (let i = 0; i < 4; i++) numbers.push(...model.predict(x).data);
  model.compile({ optimizer: "adam", loss: "meanSquaredError", metrics: ["accuracy"] });
  const { history } = await model.fit([x, tensor([[1]])], { epochs: 5, progress: "none" });
  return [...numbers, ...history.loss!, ...model.predict(x).data].map(Number);
}
