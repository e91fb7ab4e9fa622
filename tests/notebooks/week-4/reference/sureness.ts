/**
 * Makes sureness.json: how sure the networks of the dropout lesson are where they are wrong, the mean largest
 * share over their wrong answers to 1000 test pictures, and the loss there. Run it with
 * `node --import ./notebooks/tools/register.mjs tests/notebooks/week-4/reference/sureness.ts`.
 */
import { writeFileSync } from "node:fs";
import { datasets, nn } from "gradbook";

const { train, test } = await datasets.mnist();
const [few, judged] = [train.take(500), test.take(1000)];
const labels = [...judged.labels.data];
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function whereWrong(p: number, seed: number): Promise<{ share: number; loss: number }> {
  const hidden = () => [nn.dense(128, { activation: "relu" }), nn.dropout(p)];
  const model = nn.sequential([...hidden(), ...hidden(), nn.dense(10, { activation: "softmax" })], { seed });
  model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy" });
  await model.fit([few.images, few.labels], { epochs: 30, batchSize: 50, progress: "none" });
  const shares = model.predict(judged.images).toArray() as number[][];
  const wrong = shares.flatMap((row, i) => {
    const largest = Math.max(...row);
    return row.indexOf(largest) === labels[i] ? [] : [{ largest, truth: row[labels[i]!]! }];
  });
  return {
    share: mean(wrong.map(({ largest }) => largest)),
    loss: mean(wrong.map(({ truth }) => -Math.log(truth))),
  };
}

const results: Record<string, { share: number; loss: number }[]> = {};
for (const p of [0, 0.5]) {
  const found = [];
  for (const seed of [1, 2, 3, 4, 5]) found.push(await whereWrong(p, seed));
  results[String(p)] = found;
}
writeFileSync(new URL("sureness.json", import.meta.url), `${JSON.stringify(results, null, 2)}\n`);
