#!/bin/bash
# Our builds beside the official ones: hello and a net/http server, cold (empty cache), warm
# (everything cached, the program linked anew) and up to date. Wall time, processor time and peak
# memory summed over the processes that live at the same time.
#
#   bench/build.sh OXIGO [RUNS]
#
# GOROOT names the official toolchain. Needs python3.
set -e
oxigo=$(realpath "$1") runs=${2:-3}
: "${GOROOT:?names the official toolchain}"
export GOROOT GOTOOLCHAIN=local GOFLAGS= GOENV=off CGO_ENABLED=0 GOPROXY=off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/hello" "$work/http"
printf 'module hello\ngo 1.23\n' | tee "$work/hello/go.mod" >"$work/http/go.mod"
printf 'package main\nimport "fmt"\nfunc main() { fmt.Println("hello") }\n' >"$work/hello/main.go"
printf 'package main\nimport "net/http"\nfunc main() { http.ListenAndServe(":0", nil) }\n' >"$work/http/main.go"

exec python3 - "$work" "$runs" "$oxigo" "$GOROOT/bin/go" <<'PY'
import os, resource, shutil, statistics, subprocess, sys, threading, time

work, runs, commands = sys.argv[1], int(sys.argv[2]), sys.argv[3:]


def memory(group):
    """Resident memory of all processes of a process group, in KiB."""
    total = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as f:
                fields = f.read().rsplit(")", 1)[1].split()
            if int(fields[2]) == group:
                total += int(fields[21]) * 4
        except (OSError, IndexError):
            pass
    return total


def measure(command, program, cache):
    env = dict(os.environ, GOCACHE=cache)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.time()
    p = subprocess.Popen([command, "build", "-o", "app", "."], cwd=f"{work}/{program}", env=env, start_new_session=True)
    peak = 0
    while p.poll() is None:
        peak = max(peak, memory(p.pid))
        time.sleep(0.005)
    wall = time.time() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if p.returncode:
        sys.exit(f"{command} failed")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, peak


for program in ("hello", "http"):
    rows = {}
    for name, command in zip(("oxigo", "official"), commands):
        cache = f"{work}/cache-{name}"
        for _ in range(runs):
            for state in ("cold", "warm", "current"):
                if state == "cold":
                    shutil.rmtree(cache, ignore_errors=True)
                if state != "current" and os.path.exists(f"{work}/{program}/app"):
                    os.remove(f"{work}/{program}/app")
                rows.setdefault((state, name), []).append(measure(command, program, cache))
        size = os.path.getsize(f"{work}/{program}/app")
        print(f"{program:6} {name:8} executable {size} bytes")
    for state in ("cold", "warm", "current"):
        ours, theirs = ([statistics.median(c) for c in zip(*rows[state, n])] for n in ("oxigo", "official"))
        text = [f"{what} {a:.2f}/{b:.2f}{unit} = {a / max(b, 1e-9):.2f}" for what, unit, a, b in
                (("wall", " s", ours[0], theirs[0]), ("cpu", " s", ours[1], theirs[1]),
                 ("memory", " MiB", ours[2] / 1024, theirs[2] / 1024))]
        print(f"{program:6} {state:8} " + "   ".join(text))
PY
