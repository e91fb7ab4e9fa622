import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";

/** Computes for ever, or until the process that started it is gone. */
const program = `
  const parent = process.ppid;
  while (process.ppid === parent) for (let i = 0; i < 1e6; i++);
`;

/** Does the work while each core of the machine has something else to compute, too. */
export async function withBusyCores<T>(work: () => Promise<T>): Promise<T> {
  const children = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ["-e", program], { stdio: "ignore" }),
  );
  const ended = children.map((child) => once(child, "exit"));
  try {
    return await work();
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await Promise.all(ended);
  }
}
