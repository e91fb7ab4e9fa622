"""The community's twelve checks of a kernel, over jupyter_client: starts the kernel named on the command line
and prints, as one JSON object, what went wrong with each check (null: nothing)."""

import json
import sys
from queue import Empty

from jupyter_client.manager import start_new_kernel

LIMIT = 60


class Checks:
    def __init__(self, client):
        self.client = client

    def replied(self, msg_id, kind):
        while True:
            reply = self.client.get_shell_msg(timeout=LIMIT)
            if reply["parent_header"].get("msg_id") == msg_id:
                assert reply["msg_type"] == kind, reply["msg_type"]
                return reply["content"]

    def execute(self, code, **options):
        """The reply to a cell, and its messages on iopub between busy and idle."""
        msg_id = self.client.execute(code, **options)
        reply = self.replied(msg_id, "execute_reply")
        outputs = []
        while True:
            message = self.client.get_iopub_msg(timeout=LIMIT)
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            if message["msg_type"] == "status":
                if message["content"]["execution_state"] == "idle":
                    return reply, outputs
            elif message["msg_type"] != "execute_input":
                outputs.append(message)

    def one(self, outputs, kind):
        found = [message["content"] for message in outputs if message["msg_type"] == kind]
        assert len(found) == 1, f"{len(found)} {kind} in {[message['msg_type'] for message in outputs]}"
        return found[0]

    def kernel_info(self):
        info = self.replied(self.client.kernel_info(), "kernel_info_reply")
        assert info["protocol_version"].startswith("5."), info
        assert info["language_info"]["name"] == "typescript", info
        assert info["language_info"]["file_extension"] == ".ts", info

    def stdout(self):
        reply, outputs = self.execute('console.log("hello, world")')
        assert reply["status"] == "ok", reply
        assert self.one(outputs, "stream") == {"name": "stdout", "text": "hello, world\n"}

    def stderr(self):
        _, outputs = self.execute('console.error("oh no")')
        assert self.one(outputs, "stream") == {"name": "stderr", "text": "oh no\n"}

    def completion(self):
        self.execute("const somewhere = 1;")
        for code, expected in [("somewh", "somewhere"), ("[1].find", "findIndex")]:
            reply = self.replied(self.client.complete(code), "complete_reply")
            assert reply["status"] == "ok", reply
            assert expected in reply["matches"], reply["matches"][:20]
            assert reply["cursor_end"] == len(code), reply

    def is_complete(self):
        samples = {
            "complete": ["1 + 1", "function f() {}", "const a = `x`"],
            "incomplete": ["function f() {", "const a = [1,", "`text"],
            "invalid": ["const = 1", ") ("],
        }
        for status, codes in samples.items():
            for code in codes:
                reply = self.replied(self.client.is_complete(code), "is_complete_reply")
                assert reply["status"] == status, (code, reply)

    def payload(self):
        reply, _ = self.execute("1 + 1")
        assert reply["payload"] == [], reply

    def error(self):
        reply, outputs = self.execute('throw new RangeError("too far")')
        assert reply["status"] == "error", reply
        error = self.one(outputs, "error")
        assert (error["ename"], error["evalue"]) == ("RangeError", "too far"), error

    def result(self):
        for code, text in [("6 * 7", "42"), ("'a' + 'b'", "'ab'"), ("[1, 2]", "[ 1, 2 ]")]:
            reply, outputs = self.execute(code)
            result = self.one(outputs, "execute_result")
            assert result["data"]["text/plain"] == text, result
            assert result["execution_count"] == reply["execution_count"], result

    def display_data(self):
        code = 'import { display, html } from "gradbook-kernel"; display(html("<b>b</b>")); void 0'
        _, outputs = self.execute(code)
        assert self.one(outputs, "display_data")["data"]["text/html"] == "<b>b</b>"

    def history(self):
        codes = ["let first = 1", "let second = 2"]
        counts = [self.execute(code)[0]["execution_count"] for code in codes]
        tail = self.replied(self.client.history(hist_access_type="tail", n=2, raw=True), "history_reply")
        assert [entry[2] for entry in tail["history"]] == codes, tail
        span = {"session": 0, "start": counts[0], "stop": counts[0] + 1}
        part = self.replied(self.client.history(hist_access_type="range", raw=True, **span), "history_reply")
        assert [entry[1:] for entry in part["history"]] == [[counts[0], codes[0]]], part
        found = self.client.history(hist_access_type="search", raw=True, n=1, pattern="let sec*")
        assert [entry[2] for entry in self.replied(found, "history_reply")["history"]] == codes[1:]

    def inspect(self):
        reply = self.replied(self.client.inspect("parseInt", cursor_pos=3), "inspect_reply")
        assert reply["found"], reply
        assert "function parseInt" in reply["data"]["text/plain"], reply

    def clear_output(self):
        _, outputs = self.execute('import { clearOutput } from "gradbook-kernel"; clearOutput({ wait: true })')
        assert self.one(outputs, "clear_output") == {"wait": True}


NAMES = [name for name in vars(Checks) if not name.startswith("_") and name not in ("replied", "execute", "one")]


def run(name):
    manager, client = start_new_kernel(kernel_name=name, startup_timeout=LIMIT)
    try:
        checks = Checks(client)
        problems = {}
        for check in NAMES:
            try:
                getattr(checks, check)()
                problems[check] = None
            except (AssertionError, Empty, KeyError) as error:
                problems[check] = f"{type(error).__name__}: {error}"
        return problems
    finally:
        client.stop_channels()
        # A kernel that does not end by itself is killed after this time, and has no exit code of its own.
        manager.shutdown_wait_time = 2 * LIMIT
        process = manager.provisioner.process
        manager.shutdown_kernel()
        problems["shutdown"] = None if process.returncode == 0 else f"it ended with {process.returncode}"


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1])))
