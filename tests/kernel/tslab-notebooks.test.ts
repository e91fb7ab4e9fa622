import { describe, expect, test } from "vitest";
import { errorOf, resultText, streamText, useKernel } from "./support/kernel.js";

/**
 * What the notebooks and documents of tslab show, in cells written anew, in their order: each uses what it uses
 * there. Where tslab prints a value as text on stdout, this kernel gives it as the cell's result.
 */
const kernel = useKernel();

const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

describe("getting started", () => {
  test("template strings printed", async () => {
    const { outputs } = await kernel.run(
      "console.log(`Good morning`)\nconsole.log(`This is Node $" + "{process.version}`)",
    );
    expect(streamText(outputs)).toBe(`Good morning\nThis is Node ${process.version}\n`);
  });

  test("a function, and a block of its own whose names stay inside", async () => {
    await kernel.run(`/** Counts the ways to climb n stairs by ones and twos */
function ways(n: number): number {
    if (n > 1) {
        return ways(n - 1) + ways(n - 2);
    }
    return 1;
}`);
    const { outputs } = await kernel.run(`{
    // the quick way would be a table
    const n = 12;
    const start = Date.now()
    console.log(\`ways(\${n}) = \${ways(n)}\`, Date.now() - start < 10_000)
}`);
    expect(outputs).toEqual([{ output_type: "stream", name: "stdout", text: "ways(12) = 233 true\n" }]);
  });

  test("an interface, a class that implements it, and a call without a value", async () => {
    const { outputs } = await kernel.run(`interface Greeter {
    greeting(): string;
}

class Polite implements Greeter {
    private whom: string;

    constructor(whom: string) {
        this.whom = whom;
    }

    greeting(): string {
        return \`Pleased to meet you, \${this.whom}.\`;
    }
}

function speak(greeter: Greeter) {
    console.log(greeter.greeting());
}

speak(new Polite('reader'));`);
    expect(outputs).toEqual([
      { output_type: "stream", name: "stdout", text: "Pleased to meet you, reader.\n" },
    ]);
  });

  test("top-level await; a promise that nobody awaits is shown as it is", async () => {
    const slept =
      await kernel.run(`let pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
const start = Date.now();
await pause(50);
\`Slept \${Date.now() - start >= 49}\``);
    expect(resultText(slept.outputs)).toBe("'Slept true'");
    expect(resultText((await kernel.run("pause(50);")).outputs)).toBe("Promise { <pending> }");
  });

  test("what is imported in a cell of its own", async () => {
    const { status, outputs } = await kernel.run('import fs from "fs";\nimport * as tslab from "tslab";');
    expect([status, outputs]).toEqual(["ok", []]);
  });

  test("display of every kind, images read from files", async () => {
    kernel.write("note.txt", "plain");
    await kernel.run(`fs.writeFileSync("dot.png", Buffer.from("${pixel}", "base64"))`);
    const { outputs } = await kernel.run(`tslab.display.html('<b style="color:teal">Type</b>Script')
tslab.display.png(fs.readFileSync("dot.png"))
tslab.display.jpeg(fs.readFileSync("dot.png"))
tslab.display.gif(fs.readFileSync("dot.png"))
tslab.display.svg('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')
tslab.display.javascript("element.textContent = 1 + 1")
tslab.display.markdown("**strong**")
tslab.display.latex("$e^{i\\\\pi}$")
tslab.display.pdf(fs.readFileSync("dot.png"))
tslab.display.text(fs.readFileSync("note.txt", "utf8"))
tslab.display.raw("application/json", '{"a":1}')`);
    const kinds = outputs.map((output) =>
      output.output_type === "display_data" ? Object.keys(output.data)[0] : output.output_type,
    );
    expect(kinds).toEqual([
      "text/html",
      "image/png",
      "image/jpeg",
      "image/gif",
      "image/svg+xml",
      "text/javascript",
      "text/markdown",
      "text/latex",
      "application/pdf",
      "text/plain",
      "application/json",
    ]);
    expect(outputs[1]).toMatchObject({ data: { "image/png": pixel } });
    expect(outputs[10]).toMatchObject({ data: { "application/json": { a: 1 } } });
  });

  test("a figure given as JSON's text is a figure, and what is no JSON stays as it is", async () => {
    const { outputs } = await kernel.run(`import * as tslab from "tslab";
tslab.display.raw("application/vnd.plotly.v1+json", JSON.stringify({ data: [{ y: [1, 2] }], layout: {} }));
tslab.display.raw("application/json", "{ not quite");`);
    expect(outputs).toMatchObject([
      { data: { "application/vnd.plotly.v1+json": { data: [{ y: [1, 2] }], layout: {} } } },
      { data: { "application/json": "{ not quite" } },
    ]);
  });

  test("one display that is written again and again", async () => {
    const { outputs } = await kernel.run(`let counter = tslab.newDisplay();
for (let i = 3; i > 0; i--) {
    counter.html(\`<i>\${i}</i>\`);
    await pause(5);
}
counter.text("go");`);
    expect(outputs.length).toBe(1);
    expect(outputs[0]).toMatchObject({ output_type: "display_data", data: { "text/plain": "go" } });
  });

  test("functions of Node: reading a folder, child processes, a server and a request to it", async () => {
    const { outputs } = await kernel.run(`import { execSync } from "child_process";
import http from "http";
const answered = await new Promise<string>((resolve) => {
    const server = http.createServer((request, response) => response.end("at " + request.url));
    server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as import("net").AddressInfo;
        http.get({ port, path: "/here", host: "127.0.0.1", agent: false }, (response) => {
            response.setEncoding("utf8");
            response.on("data", resolve);
            response.on("end", () => server.close());
        });
    });
});
[answered, execSync("echo shell").toString(), fs.readdirSync(".").includes("dot.png")]`);
    expect(resultText(outputs)).toBe("[ 'at /here', 'shell\\n', true ]");
  });
});

describe("for users of JavaScript", () => {
  test("classes, destructuring, spread and generators in one block", async () => {
    const { outputs } = await kernel.run(`{
    class Pair {
        left: number;
        right: string;
        constructor(left: number, right: string) {
            this.left = left;
            this.right = right;
        }
    }
    const pair = new Pair(7, 'seven');
    let {left, right: word} =  pair;
    console.log({left, word});
    let [a, b, ...rest] = [...'abcd'];
    console.log({a, b, rest})
    let squares: number[] = [];
    for (let e of (function*(n: number) {
        for (let i = 0; i < n; i += 3) {
            yield i;
        }
    })(10)) {
        squares.push(e * e);
    }
    console.log('squares =', squares);
}`);
    expect(streamText(outputs)).toBe(
      "{ left: 7, word: 'seven' }\n{ a: 'a', b: 'b', rest: [ 'c', 'd' ] }\nsquares = [ 0, 9, 36, 81 ]\n",
    );
  });

  test("an asynchronous arrow function, called with await on the last line", async () => {
    const { outputs } = await kernel.run(`let late = async () => {
    let wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
    await wait(5);
    return \`waited\`
}
await late();`);
    expect(resultText(outputs)).toBe("'waited'");
  });

  test("rows pushed into arrays that begin empty, and given to a plotting function that takes tslab", async () => {
    const { outputs } = await kernel.run(`function plotOn(lab: typeof tslab, heights: number[][]) {
  lab.display.html(\`<p>\${heights.map((row) => row.join(" ")).join("<br>")}</p>\`);
}
const heights = [];
for (let y = 0; y < 2; y++) {
  const row = [];
  heights.push(row);
  for (let x = 0; x < 3; x++) {
    row.push(x * y);
  }
}
plotOn(tslab, heights);`);
    expect(outputs).toMatchObject([{ data: { "text/html": "<p>0 0 0<br>0 1 2</p>" } }]);
  });

  test("what only a checker that is not strict lets pass runs where tsconfig.json says so", async () => {
    const source = `{
    let nothing = {x: null};
    console.log('nothing?.x?.z ==', nothing?.x?.z);
    let x = null, y = 0, z = 'zed';
    console.log('x ?? y ?? z ==', x ?? y ?? z);
}`;
    expect(errorOf((await kernel.run(source)).outputs).evalue).toContain(
      "'z' does not exist on type 'never'",
    );
    kernel.write("tsconfig.json", '{ "compilerOptions": { "strict": false } }');
    const { outputs } = await kernel.run(source);
    expect(streamText(outputs)).toBe("nothing?.x?.z == undefined\nx ?? y ?? z == 0\n");
    kernel.write("tsconfig.json", "{}");
  });
});

describe("errors", () => {
  test.each([
    ["let word: number = 'text';", "Type 'string' is not assignable to type 'number'", "1:5"],
    ["let half = 0.5;\nhalf = 'text';", "Type 'string' is not assignable to type 'number'", "2:1"],
  ])("%s", async (source, message, place) => {
    const { traceback, evalue } = errorOf((await kernel.run(source)).outputs);
    expect(evalue).toContain(message);
    expect(traceback.join("\n")).toContain(place);
  });
});
