import { withBusyCores } from "../busy-cores.js";
import type { Part, Row } from "../part.js";

const times = 5;

export const part: Part = {
  title: `Stop: every endless cell and training, ${times} times on a machine at rest and ${times} with every core busy`,
  async run({ tests }) {
    const stops = async (where: string): Promise<Row[]> => {
      const rows: Row[] = [];
      for (let i = 1; i <= times; i++) {
        const files = ["tests/kernel/interrupt.test.ts", "tests/kernel/training.test.ts"];
        rows.push(await tests(`${where}, run ${i}`, files));
      }
      return rows;
    };
    const atRest = await stops("at rest");
    return [...atRest, ...(await withBusyCores(() => stops("busy")))];
  },
};
