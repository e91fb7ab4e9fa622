import { withBusyCores } from "../busy-cores.js";
import type { Part, Row } from "../part.js";

const times = 3;

export const part: Part = {
  title: `the kernel's tests, ${times} times in a row, with every core busy`,
  run: ({ tests }) =>
    withBusyCores(async () => {
      const rows: Row[] = [];
      for (let i = 1; i <= times; i++) rows.push(await tests(`run ${i}`, ["--project", "kernel*"]));
      return rows;
    }),
};
