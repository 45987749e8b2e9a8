#!/bin/bash
# Generated code of ours beside the official compiler's: the programs in bench/codegen, each built by
# both and run in turn as A (official), B (ours) and A' (the official binary again), every other round
# backwards. What is compared is processor time: the speed of ours is the median over the rounds of
# official time / our time, so more than 1 is faster than official, with the 95 % interval of a bootstrap.
# The same ratio of A and A' is printed beside it: what differs less than that is noise. Then the geometric means,
# the size of text of hello and of a net/http server, and of all packages of the library with the sizes of their frames.
#
#   bench/codegen.sh OXIGO [ROUNDS]
#
# GOROOT names the official toolchain. With PROGRAMS="a b" only these are run; with SIZES=no or
# LIBRARY=no those parts are left out; QUICK=yes is three rounds and neither. Needs python3.
set -e
[ "$QUICK" = yes ] && SIZES=no LIBRARY=no
export SIZES LIBRARY
oxigo=$(realpath "$1") rounds=${2:-$([ "$QUICK" = yes ] && echo 3 || echo 11)}
: "${GOROOT:?names the official toolchain}"
export GOROOT GOTOOLCHAIN=local GOFLAGS= GOENV=off CGO_ENABLED=0 GOPROXY=off
folder=$(realpath "$(dirname "$0")/codegen")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for p in "$folder"/*/; do
    mkdir "$work/$(basename "$p")"
    cp "$p"/*.go "$work/$(basename "$p")"
done
mkdir "$work/hello" "$work/http"
printf 'package main\nimport "fmt"\nfunc main() { fmt.Println("hello") }\n' >"$work/hello/main.go"
printf 'package main\nimport "net/http"\nfunc main() { http.ListenAndServe(":0", nil) }\n' >"$work/http/main.go"
for p in "$work"/*/; do printf 'module bench\n\ngo 1.23\n' >"$p/go.mod"; done
: "${PROGRAMS:=$(ls "$folder")}"

exec python3 - "$work" "$rounds" "$oxigo" "$GOROOT/bin/go" "$PROGRAMS" <<'PY'
import json, os, random, resource, statistics, struct, subprocess, sys

work, rounds, oxigo, go = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
programs = sys.argv[5].split()
VARIANTS = (("oxigo", oxigo), ("official", go))
# These are about several processors; all others get one, so that the collector's threads do not blur them.
PARALLEL = {"channels", "locks"}


def environment(command):
    """Our own cache is ours alone: the binary may be a new one under the same name."""
    return dict(os.environ, GOCACHE=os.environ.get("OXIGO_GOCACHE", f"{work}/cache")) if command == oxigo else None


def build(command, program, out):
    subprocess.run([command, "build", "-o", out, "."], cwd=f"{work}/{program}", env=environment(command), check=True)


def run(program, which):
    """Processor time and output."""
    own = dict(os.environ) if program in PARALLEL else dict(os.environ, GOMAXPROCS="1")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run([f"{work}/{program}/{which}"], check=True, capture_output=True, env=own).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, out


def interval(values, statistic):
    """The 95 % interval of a statistic by bootstrap, the same at every run."""
    rng = random.Random(1)
    found = sorted(statistic(rng.choices(values, k=len(values))) for _ in range(1000))
    return found[25], found[974]


def text_size(path):
    """Size of .text of an ELF file."""
    data = open(path, "rb").read()
    at, = struct.unpack_from("<Q", data, 40)
    entry, count, names = struct.unpack_from("<HHH", data, 58)
    section = lambda i: struct.unpack_from("<IIQQQQ", data, at + i * entry)
    strings = section(names)[4]
    for i in range(count):
        name, _, _, _, _, size = section(i)
        if data[strings + name:].startswith(b".text\0"):
            return size


# Per round, the logarithms' mean over the programs is one value of the geometric mean.
speeds, controls = {}, {}
for program in programs:
    for name, command in VARIANTS:
        build(command, program, f"{work}/{program}/{name}")
    outputs, fastest = set(), {}
    for r in range(rounds):
        order = ("official", "oxigo", "official again") if r % 2 == 0 else ("official again", "oxigo", "official")
        seconds = {}
        for name in order:
            seconds[name], out = run(program, name.split()[0])
            outputs.add(out)
            fastest[name] = min(fastest.get(name, 1e9), seconds[name])
        both = (seconds["official"] + seconds["official again"]) / 2
        speeds.setdefault(program, []).append(both / seconds["oxigo"])
        controls.setdefault(program, []).append(seconds["official"] / seconds["official again"])
    if len(outputs) != 1:
        sys.exit(f"{program}: outputs differ")
    low, high = interval(speeds[program], statistics.median)
    print(f"{program:10} {statistics.median(speeds[program]):.2f} [{low:.2f}, {high:.2f}]   control {statistics.median(controls[program]):.2f}"
          f"   fastest: ours {fastest['oxigo']:.3f} s, official {min(fastest['official'], fastest['official again']):.3f} s", flush=True)
if programs:
    for name, of in (("speed", speeds), ("control", controls)):
        per_round = [statistics.geometric_mean(of[p][r] for p in programs) for r in range(rounds)]
        low, high = interval(per_round, statistics.median)
        print(f"geometric mean of {len(programs)} programs, {name}: {statistics.geometric_mean(statistics.median(of[p]) for p in programs):.3f} [{low:.3f}, {high:.3f}]")


def objects(command):
    """Archives of the library by import path."""
    out = subprocess.run([command, "list", "-export", "-f", "{{.ImportPath}} {{.Export}}", "std"],
                         env=environment(command), cwd=f"{work}/hello", check=True, capture_output=True, text=True).stdout
    return {line.split()[0]: line.split()[1] for line in out.splitlines() if len(line.split()) == 2}


def functions(archives):
    """Code and frame sizes of all functions of archives, by name."""
    found = {}
    for path in archives:
        out = subprocess.run([oxigo, "tool", "goobj", "-json", path], capture_output=True, text=True, check=True).stdout
        for member in json.loads(out)["members"]:
            for s in member.get("symbols", ()):
                if "func" in s:
                    found[s["name"], s["version"]] = (s["size"], s["func"]["locals"])
    return found


if os.environ.get("SIZES") != "no":
    for program in ("hello", "http"):
        sizes = []
        for name, command in VARIANTS:
            build(command, program, f"{work}/{program}/{name}")
            sizes.append(text_size(f"{work}/{program}/{name}"))
        print(f"text of {program:6} {sizes[0]}   official {sizes[1]} = {sizes[0] / sizes[1]:.2f}", flush=True)
if os.environ.get("LIBRARY") != "no":
    libraries = [objects(command) for _, command in VARIANTS]
    common = [p for p in libraries[0] if all(p in l for l in libraries)]
    ours, theirs = (functions([l[p] for p in common]) for l in libraries)
    both = [n for n in ours if n in theirs]
    for what, i in (("text", 0), ("frames", 1)):
        a, b = sum(ours[n][i] for n in both), sum(theirs[n][i] for n in both)
        print(f"library, {len(both)} functions that both have, {what}: {a}   official {b} = {a / b:.2f}")
PY
