#!/bin/bash
# Our builds beside the official ones, in turns: hello and a net/http server, cold (empty cache),
# touched (a text in package main changed, everything else cached) and current (nothing changed, the
# program is there). Medians of wall time, processor time (user and system, all processes) and peak
# memory, each as ours/theirs = ratio; then the size of the code. What is current is built in milliseconds: it is measured
# again by hyperfine, and its instructions are counted (perf, or valgrind where the processor's counters are hidden), where
# these are installed.
#
#   bench/build.sh OXIGO [RUNS]
#
# Memory is what /proc says every few milliseconds: resident pages of all processes of the build's
# process group together; the official command runs several, ours is one. GOROOT names the official
# toolchain. Needs python3.
set -e
oxigo=$(realpath "$1") runs=${2:-3}
: "${GOROOT:?names the official toolchain}"
export GOROOT GOTOOLCHAIN=local GOFLAGS= GOENV=off CGO_ENABLED=0 GOPROXY=off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 - "$work" "$runs" "$oxigo" "$GOROOT/bin/go" <<'PY'
import json, os, resource, shutil, statistics, struct, subprocess, sys, time

work, runs, commands = sys.argv[1], int(sys.argv[2]), dict(oxigo=sys.argv[3], official=sys.argv[4])
programs = {
    "hello": 'package main\nimport "fmt"\nfunc main() { fmt.Println("%s") }\n',
    "http": 'package main\nimport "net/http"\nfunc main() { http.ListenAndServe("%s", nil) }\n',
}


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


def measure(command, folder, cache):
    """Wall and processor seconds and KiB of one build."""
    env = dict(os.environ, GOCACHE=cache)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    p = subprocess.Popen([command, "build", "-o", "app", "."], cwd=folder, env=env, start_new_session=True)
    peak, pause = 0, 0.002
    while p.poll() is None:
        peak = max(peak, memory(p.pid))
        time.sleep(pause)
        pause = min(pause * 1.1, 0.03)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if p.returncode:
        sys.exit(f"{command} failed")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, peak


def text_size(file):
    """Bytes of the section .text of an ELF file."""
    data = open(file, "rb").read()
    at, = struct.unpack_from("<Q", data, 40)
    size, count, names = struct.unpack_from("<HHH", data, 58)
    headers = [struct.unpack_from("<IIQQQQ", data, at + i * size) for i in range(count)]
    base = headers[names][4]
    return sum(h[5] for h in headers if data[base + h[0]:].startswith(b".text\0"))


def exact(command, folder, cache):
    """Wall milliseconds (median, least) and millions of instructions of a build that has nothing to do."""
    env = dict(os.environ, GOCACHE=cache)
    words = [command, "build", "-o", "app", "."]

    def run(*words):
        return subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True)

    wall, count = None, None
    if shutil.which("hyperfine"):
        file = f"{work}/hyperfine.json"
        run("hyperfine", "-N", "--warmup", "5", "--runs", "100", "--export-json", file, " ".join(words))
        result = json.load(open(file))["results"][0]
        wall = result["median"] * 1e3, result["min"] * 1e3
    if shutil.which("perf"):
        lines = run("perf", "stat", "-x,", "-e", "instructions:u", *words).stderr.splitlines()
        count = next((int(n) / 1e6 for n in (line.split(",")[0] for line in lines) if n.isdigit()), None)
    if count is None and shutil.which("valgrind"):
        said = run("valgrind", "--tool=callgrind", "--callgrind-out-file=" + f"{work}/callgrind", *words).stderr
        count = next((int(line.split()[-1]) / 1e6 for line in said.splitlines() if "Collected" in line), None)
    return wall, count


def shown(measured):
    wall, count = measured
    parts = [f"wall {wall[0]:.1f} (least {wall[1]:.1f}) ms"] if wall else []
    return "   ".join(parts + ([f"{count:.1f} M instructions"] if count else [])) or "not measured"


def folder(program, name):
    path = f"{work}/{name}/{program}"
    os.makedirs(path, exist_ok=True)
    open(f"{path}/go.mod", "w").write(f"module {program}\ngo 1.23\n")
    return path


for program, source in programs.items():
    rows, sizes = {}, {}
    for run in range(runs):
        for name, command in commands.items():
            path, cache = folder(program, name), f"{work}/cache-{name}"
            shutil.rmtree(cache, ignore_errors=True)
            for state in ("cold", "touched", "current"):
                if state != "current":
                    open(f"{path}/main.go", "w").write(source % f"{state} {run}")
                rows.setdefault((state, name), []).append(measure(command, path, cache))
            sizes[name] = text_size(f"{path}/app")
    for state in ("cold", "touched", "current"):
        ours, theirs = ([statistics.median(c) for c in zip(*rows[state, n])] for n in commands)
        text = [f"{what} {a:.2f}/{b:.2f}{unit} = {a / max(b, 1e-9):.2f}" for what, unit, a, b in
                (("wall", " s", ours[0], theirs[0]), ("cpu", " s", ours[1], theirs[1]),
                 ("memory", " MiB", ours[2] / 1024, theirs[2] / 1024))]
        print(f"{program:6} {state:8} " + "   ".join(text), flush=True)
    for name, command in commands.items():
        print(f"{program:6} current  {name:8} {shown(exact(command, folder(program, name), f'{work}/cache-{name}'))}", flush=True)
    a, b = sizes["oxigo"], sizes["official"]
    print(f"{program:6} text     {a}/{b} bytes = {a / b:.2f}", flush=True)
PY
