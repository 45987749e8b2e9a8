#!/bin/bash
# What the explorer costs. First, the time until `oxigo explore -n cmd/compile` serves beside that of the plain build, from an
# empty cache and with everything but the program there, in turns, medians; the goal is below 1.5 times. Then, for each
# view of that page, the time of the slowest answer on loopback when it is asked for the first time, for a function of
# the program, for the largest one that it has and for the whole of it; the goal is below 200 ms. Last, where valgrind
# is installed, the instructions of a build that compiles and links hello, and how many of them belong to what tells
# recorders, of which an ordinary build has none (a development binary shows more of that: it has more functions that
# are not copied into others); beside another binary, if one is named, the whole of both.
#
#   bench/explore.sh OXIGO [RUNS [BINARY-BEFORE]]
#
# GOROOT names the official toolchain. Needs python3.
set -e
oxigo=$(realpath "$1") runs=${2:-3} before=${3:+$(realpath "$3")}
: "${GOROOT:?names the official toolchain}"
export GOROOT GOTOOLCHAIN=local GOFLAGS= GOENV=off CGO_ENABLED=0 GOPROXY=off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 - "$work" "$runs" "$oxigo" <<'PY'
import json, os, shutil, statistics, subprocess, sys, time, urllib.error, urllib.parse, urllib.request

work, runs, oxigo = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def environment(cache):
    return dict(os.environ, GOCACHE=f"{work}/{cache}")


def build(cache, n):
    """Seconds of a build that has to link, whatever is in the cache."""
    start = time.monotonic()
    flags = [f"-ldflags=-X=main.none={n}", "-o", f"{work}/app"]
    subprocess.run([oxigo, "build", *flags, "cmd/compile"], env=environment(cache), check=True)
    return time.monotonic() - start


def explore(cache, n):
    """Seconds until the page is served, the server, and the page's address."""
    start = time.monotonic()
    command = [oxigo, "explore", "-n", f"-ldflags=-X=main.none={n}", "cmd/compile"]
    server = subprocess.Popen(command, env=environment(cache), stdout=subprocess.PIPE, text=True)
    address = server.stdout.readline().strip()
    return time.monotonic() - start, server, address


def end(server):
    server.kill()
    server.wait()


times = {}
for n in range(runs):
    for cache in ("plain", "explored"):
        shutil.rmtree(f"{work}/{cache}", ignore_errors=True)
    times.setdefault("empty cache, build", []).append(build("plain", 2 * n))
    seconds, server, _ = explore("explored", 2 * n)
    end(server)
    times.setdefault("empty cache, explore", []).append(seconds)
    times.setdefault("full cache, build", []).append(build("plain", 2 * n + 1))
    seconds, server, address = explore("explored", 2 * n + 1)
    times.setdefault("full cache, explore", []).append(seconds)
    if n + 1 < runs:
        end(server)
for cache in ("empty", "full"):
    plain, page = (statistics.median(times[f"{cache} cache, {what}"]) for what in ("build", "explore"))
    print(f"serving cmd/compile, {cache} cache: {page:.2f} s, build {plain:.2f} s, {page / plain:.2f} times")


def ask(question):
    """Milliseconds and the answer."""
    start = time.monotonic()
    try:
        body = urllib.request.urlopen(f"{address}q/{question}").read()
    except urllib.error.HTTPError as error:
        body = error.read()
    return 1000 * (time.monotonic() - start), body


def named(question, name):
    return f"{question}?name={urllib.parse.quote(name)}"


LARGE = "cmd/compile/internal/ssa.rewriteValueAMD64"
begin, overview = ask("overview")
pc = json.loads(ask(named("function", "main.main"))[1])["code"][0]["at"]
VIEWS = {
    "the page itself": [],
    "source": ["source?file=0"],
    "assembly, ssa, registers, frames": [named("function", "main.main"), named("function", LARGE)],
    "ssa, graph": [named("graph", "main.main") + "&pass=0"],
    "calls": [named("calls", "main.main"), named("calls", "runtime.mallocgc")],
    "object": ["object", "defined?n=0"],
    "link and elf": ["elf", "symbols?text=", "symbols?text=ssa", named("why", "main.main"), named("why", LARGE)],
    "lookup": [f"lookup?pc={pc:x}"],
    "build": ["build", "commands"],
    "boot, before it is run": ["boot"],
    "scheduler, before it is run": ["schedule"],
}
for view, questions in VIEWS.items():
    slowest = max([ask(q)[0] for q in questions], default=begin)
    print(f"answers, {view}: {slowest:.1f} ms")
end(server)

command = [oxigo, "explore", "-n", f"-compare={work}/app", "cmd/compile"]
server = subprocess.Popen(command, env=environment("explored"), stdout=subprocess.PIPE, text=True)
address = server.stdout.readline().strip()
print(f"answers, compare: {max(ask('compare')[0], ask(named('pair', LARGE))[0]):.1f} ms")
end(server)
PY

command -v valgrind >/dev/null || { echo "valgrind is not installed: no instructions were counted"; exit 0; }
mkdir "$work/hello"
printf 'module hello\n\ngo 1.23\n' >"$work/hello/go.mod"
text() { printf 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("%s") }\n' "$1" >"$work/hello/main.go"; }

# counted BINARY NAME: instructions of a build that compiles package main and links, on one thread.
counted() {
	export GOCACHE="$work/cache-$2"
	cd "$work/hello"
	text before && "$1" build -o app .
	text behind && RAYON_NUM_THREADS=1 valgrind --tool=callgrind --callgrind-out-file="$work/$2.callgrind" \
		"$1" build -p 1 -o app . 2>"$work/$2.log" || { cat "$work/$2.log" >&2; exit 1; }
	awk '/Collected/ {print $NF}' "$work/$2.log"
}
now=$(counted "$oxigo" now)
told=$(callgrind_annotate --auto=no --threshold=100 "$work/now.callgrind" 2>/dev/null |
	awk '/compile::record|ssa::snapshots|link::why/ {gsub(",", "", $1); sum += $1} END {print sum + 0}')
awk -v all="$now" -v told="$told" 'BEGIN {printf "instructions of a build: %.1f million, of which recorders %.3f %%\n", all / 1e6, 100 * told / all}'
[ -z "$before" ] || awk -v a="$now" -v b="$(counted "$before" before)" \
	'BEGIN {printf "instructions of the other binary: %.1f million, %.4f times\n", b / 1e6, a / b}'
