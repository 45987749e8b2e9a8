#!/bin/bash
# Generated code of ours beside the official compiler's: the programs in bench/codegen, each run in
# turn as built by us, by the official toolchain without its inliner (`-gcflags=all=-l`) and by the
# official toolchain as it is. Processor time, medians. Then the size of text of hello and of a
# net/http server, and of all packages of the library with the sizes of their frames.
#
#   bench/codegen.sh OXIGO [RUNS]
#
# GOROOT names the official toolchain. With PROGRAMS="a b" only these are run; with SIZES=no or
# LIBRARY=no those parts are left out. Needs python3.
set -e
oxigo=$(realpath "$1") runs=${2:-5}
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

exec python3 - "$work" "$runs" "$oxigo" "$GOROOT/bin/go" "$PROGRAMS" <<'PY'
import json, os, resource, statistics, struct, subprocess, sys

work, runs, oxigo, go = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
programs = sys.argv[5].split()
VARIANTS = (("oxigo", oxigo, []), ("official -l", go, ["-gcflags=all=-l"]), ("official", go, []))


def environment(command):
    """Our own cache is ours alone: the binary may be a new one under the same name."""
    return dict(os.environ, GOCACHE=os.environ.get("OXIGO_GOCACHE", f"{work}/cache")) if command == oxigo else None


def build(command, flags, program, out):
    subprocess.run([command, "build", *flags, "-o", out, "."], cwd=f"{work}/{program}", env=environment(command), check=True)


def run(path):
    """Processor time and output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run([path], check=True, capture_output=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, out


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


ratios = {}
for program in programs:
    times, outputs = {}, set()
    for name, command, flags in VARIANTS:
        build(command, flags, program, f"{work}/{program}/{name}")
    for _ in range(runs):
        for name, _, _ in VARIANTS:
            seconds, out = run(f"{work}/{program}/{name}")
            times.setdefault(name, []).append(seconds)
            outputs.add(out)
    if len(outputs) != 1:
        sys.exit(f"{program}: outputs differ")
    ours, plain, full = (statistics.median(times[v[0]]) for v in VARIANTS)
    ratios.setdefault("plain", []).append(ours / plain)
    ratios.setdefault("full", []).append(ours / full)
    print(f"{program:10} {ours:.3f} s   official without inliner {plain:.3f} s = {ours / plain:.2f}"
          f"   official {full:.3f} s = {ours / full:.2f}", flush=True)
if ratios:
    mean = {k: statistics.geometric_mean(v) for k, v in ratios.items()}
    print(f"geometric mean of ratios   without inliner {mean['plain']:.2f}   as it is {mean['full']:.2f}")


def objects(command, flags):
    """Archives of the library by import path."""
    out = subprocess.run([command, "list", *flags, "-export", "-f", "{{.ImportPath}} {{.Export}}", "std"],
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
        for name, command, flags in VARIANTS:
            build(command, flags, program, f"{work}/{program}/{name}")
            sizes.append(text_size(f"{work}/{program}/{name}"))
        print(f"text of {program:6} {sizes[0]}   without inliner {sizes[1]} = {sizes[0] / sizes[1]:.2f}"
              f"   official {sizes[2]} = {sizes[0] / sizes[2]:.2f}", flush=True)
if os.environ.get("LIBRARY") != "no":
    libraries = [objects(command, flags) for _, command, flags in VARIANTS]
    common = [p for p in libraries[0] if all(p in l for l in libraries)]
    found = [functions([l[p] for p in common]) for l in libraries]
    for which, other in (("without inliner", found[1]), ("official", found[2])):
        both = [n for n in found[0] if n in other]
        for what, i in (("text", 0), ("frames", 1)):
            ours, theirs = sum(found[0][n][i] for n in both), sum(other[n][i] for n in both)
            print(f"library, {len(both)} functions that both have, {what}: {ours}   {which} {theirs} = {ours / theirs:.2f}")
PY
