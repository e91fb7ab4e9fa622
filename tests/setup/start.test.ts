import { existsSync, readFileSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { describeWith } from "../support/needs.js";
import { anyPython } from "./any-python.js";
import { Miniature } from "./miniature.js";

/**
 * Stands for JupyterLab: answers with its token, says so in the runtime folder, and ends with its starter. At its
 * first start another program takes its port at the last moment.
 */
const server = `
import json, os, re, subprocess, sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

port = int(re.search(r"ServerApp.port=(\\d+)", " ".join(sys.argv)).group(1))
if not os.path.exists("taken"):
    taker = "import socket, sys, time; s = socket.create_server(('127.0.0.1', %d)); print('taken', flush=True); time.sleep(600)"
    other = subprocess.Popen([sys.executable, "-c", taker % port], stdout=subprocess.PIPE, start_new_session=True)
    other.stdout.readline()
    with open("taken", "w") as file:
        file.write(str(other.pid))
    sys.exit("The port %d is already in use." % port)

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if os.environ["JUPYTER_TOKEN"] in self.path else 403)
        self.end_headers()

runtime = os.environ["JUPYTER_RUNTIME_DIR"]
os.makedirs(runtime, exist_ok=True)
with open(os.path.join(runtime, "jpserver-%d.json" % os.getpid()), "w") as file:
    json.dump({"token": os.environ["JUPYTER_TOKEN"]}, file)
httpd = HTTPServer(("127.0.0.1", port), Handler)
threading.Thread(target=lambda: (sys.stdin.read(), httpd.shutdown()), daemon=True).start()
httpd.serve_forever()
`;

describeWith(anyPython, "npm start", () => {
  it("takes the next port when the one it chose is taken at the last moment", async () => {
    const project = new Miniature();
    project.write("notebooks/tools/setup/lab_server.py", server);
    const taken = project.path("notebooks", "my-copy", "taken");
    onTestFinished(() => {
      if (existsSync(taken)) process.kill(Number(readFileSync(taken, "utf8")), "SIGKILL");
    });
    const started = project.start(["start", "--no-browser"]);
    const [, port] = await started.printed(/http:\/\/127\.0\.0\.1:(\d+)\/lab/);
    expect(Number(port)).toBeGreaterThan(8888);
    expect(existsSync(taken)).toBe(true);
    started.process.kill("SIGINT");
    const { code, text } = await started.outcome;
    expect(text).not.toMatch(/already in use/);
    expect(code).toBe(0);
  });
});
