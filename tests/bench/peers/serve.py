"""The loop of a peer's process, as serve.mjs has it: a line of JSON asks for a task, a line of JSON answers."""

import json
import resource
import sys
import time

LONG = 2.0  # seconds; a call that takes longer is not repeated


def timed(call, seconds):
    """Milliseconds of one call: the median of batches of calls, each long enough for the clock."""
    begun = time.perf_counter()
    call()
    first = time.perf_counter() - begun
    if first > LONG:
        return 1000 * first
    batch = max(1, round(0.002 / max(first, 1e-6)))
    end = time.perf_counter() + seconds
    times = []
    while time.perf_counter() < end:
        begun = time.perf_counter()
        for _ in range(batch):
            call()
        times.append(1000 * (time.perf_counter() - begun) / batch)
    times.sort()
    return times[len(times) // 2] if times else 1000 * first


def memory():
    """The most megabytes that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def first_steps(step, count):
    """Takes the first steps of a training: what the last one gives, and milliseconds of all."""
    begun = time.perf_counter()
    for _ in range(count):
        result = step()
    taken = 1000 * (time.perf_counter() - begun)
    return float(result.detach() if hasattr(result, "detach") else result), taken


def serve(tasks):
    """Answers {"task", "seconds"} with {"ms", "result", "memory"}, or with {"missing"} when the library cannot do it.

    A task is what is timed, a result and, for trainings, how many milliseconds the first steps took.
    """
    ready = {}
    answers = sys.stdout
    sys.stdout = sys.stderr  # what a library prints is no answer
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        name, seconds = asked["task"], asked["seconds"]
        if name not in tasks:
            answer = {"missing": "not there"}
        else:
            try:
                if name not in ready:
                    ready[name] = tasks[name]()
                    timed(ready[name][0], seconds)
                call, result, *first = ready[name]
                answer = {"ms": timed(call, seconds), "result": result, "memory": memory()}
                if first:
                    answer["first"] = first[0]
            except Exception as error:  # the reason goes into the table, whatever it is
                del tasks[name]
                answer = {"missing": f"{type(error).__name__}: {error}".splitlines()[0]}
        print(json.dumps(answer), file=answers, flush=True)
