import { type DType, losses, nn, type Operand, optimizers, random, type Shape, type Tensor } from "gradbook";
import { asTensor } from "../../../../lib/src/tensor/base.js";
import type { Scenario } from "../../../support/own-code-run.js";

export type T = Tensor<Shape, DType>;
/** A loss as these trainings write it. */
export type Loss = (y: Operand, p: Operand) => T;
/** Makes a training of some size, from the same start each time. */
export type Make = (size: Size) => Scenario;

/** How large a training is. */
export interface Size {
  readonly rows: number;
  readonly inputs: number;
  readonly units: number;
}

/** Any operand as a tensor of which little is known. */
export const t = (x: Operand): T => asTensor(x) as never;
/** The library's loss, for tensors of any type. */
export const mse: Loss = (y, p) => losses.meanSquaredError(y, p as never) as never;

function data({ rows, inputs }: Size) {
  const source = random.generator(7);
  return { x: source.normal([rows, inputs]), y: source.uniform([rows, 2]) } as const;
}

/** A model of two layers, trained in batches of a third, 5 epochs. */
export function scenario(
  size: Size,
  parts: Partial<Scenario> & { readonly layers?: readonly nn.Module[] },
): Scenario {
  const layers = parts.layers ?? [nn.dense(size.units, { activation: "tanh" }), nn.dense(2)];
  return {
    model: nn.sequential(layers, { seed: 3 }),
    compile: { optimizer: optimizers.sgd({ learningRate: 0.05 }), loss: "meanSquaredError" },
    ...data(size),
    epochs: 6,
    batchSize: size.rows / 3,
    ...parts,
  } as Scenario;
}

/** What a model with a loss of one's own is compiled with. */
export const withLoss = (loss: Loss): Scenario["compile"] => ({
  optimizer: optimizers.adam({ learningRate: 0.02 }),
  loss: loss as never,
});

/** A layer of one's own with a property. */
export class Temperature extends nn.Module {
  temperature = 1;
  forward(x: T): T {
    return t(x.div(this.temperature as never));
  }
}
