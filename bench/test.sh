#!/bin/bash
# `oxigo test ./...` of a module of 100 packages beside the official command, in turns: cold (empty cache), cached
# (nothing changed), and after an edit of a package that forty others import, directly or not. Medians of wall and
# processor time (user and system, all processes), each as ours/theirs = ratio. Both must say the same of every
# package.
#
#   bench/test.sh OXIGO [RUNS]
#
# GOROOT names the official toolchain. Needs python3.
set -e
oxigo=$(realpath "$1") runs=${2:-3}
: "${GOROOT:?names the official toolchain}"
export GOROOT GOTOOLCHAIN=local GOFLAGS= GOENV=off CGO_ENABLED=0 GOPROXY=off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 - "$work" "$runs" "$oxigo" "$GOROOT/bin/go" <<'PY'
import os, re, resource, shutil, statistics, subprocess, sys, time

work, runs, commands = sys.argv[1], int(sys.argv[2]), dict(oxigo=sys.argv[3], official=sys.argv[4])
PACKAGES, EDITED = 100, 60

SOURCE = '''// Package p{n} keeps numbers by name.
package p{n}

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
{imports})

// A Store keeps numbers.
type Store struct {{
	Name   string
	values map[string]int
}}

// Errors of stores.
var ErrMissing = errors.New("p{n}: missing")

// New makes a store.
func New(name string) *Store {{ return &Store{{Name: name, values: map[string]int{{}}}} }}

// Add adds to a number.
func (s *Store) Add(key string, n int) int {{
	s.values[key] += n + {salt}
	return s.values[key]
}}

// Get finds a number.
func (s *Store) Get(key string) (int, error) {{
	if v, ok := s.values[strings.ToLower(key)]; ok {{
		return v, nil
	}}
	return 0, fmt.Errorf("%w: %q", ErrMissing, key)
}}

// Keys are sorted.
func (s *Store) Keys() []string {{
	var keys []string
	for k := range s.values {{
		keys = append(keys, k)
	}}
	sort.Strings(keys)
	return keys
}}

// Text is JSON.
func (s *Store) Text() (string, error) {{
	b, err := json.Marshal(s.values)
	return string(b), err
}}

// Weight asks the packages below.
func Weight(depth int) int {{
	if depth == 0 {{
		return {n}
	}}
	return {n}{calls}
}}
'''

TEST = '''package p{n}

import (
	"errors"
	"testing"
)

func TestStore(t *testing.T) {{
	s := New("a")
	for i := 0; i < 100; i++ {{
		s.Add("k", i)
	}}
	if v, err := s.Get("K"); err != nil || v == 0 {{
		t.Fatal(v, err)
	}}
	if _, err := s.Get("none"); !errors.Is(err, ErrMissing) {{
		t.Fatal(err)
	}}
}}

func TestText(t *testing.T) {{
	for _, name := range []string{{"x", "y"}} {{
		t.Run(name, func(t *testing.T) {{
			s := New(name)
			s.Add(name, 1)
			if text, err := s.Text(); err != nil || len(text) == 0 || len(s.Keys()) != 1 {{
				t.Fatal(text, err)
			}}
		}})
	}}
}}

func TestWeight(t *testing.T) {{
	if Weight(2) < {n} {{
		t.Fatal(Weight(2))
	}}
}}
'''


def write(path, n, salt):
    below = [b for b in {n - 1, n - 7} if b >= 0 and n % 5]
    imports = "".join(f'\t"m/p{b}"\n' for b in below)
    calls = "".join(f" + p{b}.Weight(depth-1)" for b in below)
    with open(f"{path}/p{n}/p.go", "w") as f:
        f.write(SOURCE.format(n=n, imports=imports, calls=calls, salt=salt))


def module(name):
    path = f"{work}/{name}/m"
    os.makedirs(path)
    open(f"{path}/go.mod", "w").write("module m\n\ngo 1.23\n")
    for n in range(PACKAGES):
        os.mkdir(f"{path}/p{n}")
        write(path, n, 0)
        open(f"{path}/p{n}/p_test.go", "w").write(TEST.format(n=n))
    return path


def measure(command, path, cache):
    """Wall and processor seconds of one run, and what it says without times."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run([command, "test", "./..."], cwd=path, env=dict(os.environ, GOCACHE=cache),
                          capture_output=True, text=True)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{command} failed:\n{done.stdout}{done.stderr}")
    said = re.sub(r"\t[\d.]+s$", "", done.stdout, flags=re.M)
    return (wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), said


paths = {name: module(name) for name in commands}
rows = {}
for run in range(runs):
    said = {}
    for name, command in commands.items():
        path, cache = paths[name], f"{work}/cache-{name}"
        shutil.rmtree(cache, ignore_errors=True)
        for state in ("cold", "cached", "edited"):
            if state == "edited":
                write(path, EDITED, run + 1)
            times, text = measure(command, path, cache)
            rows.setdefault((state, name), []).append(times)
            said.setdefault(state, set()).add(text)
    for state, texts in said.items():
        if len(texts) > 1:
            sys.exit(f"{state}: the commands differ:\n" + "\n".join(texts))
for state in ("cold", "cached", "edited"):
    ours, theirs = ([statistics.median(c) for c in zip(*rows[state, n])] for n in commands)
    text = [f"{what} {a:.2f}/{b:.2f} s = {a / max(b, 1e-9):.2f}" for what, a, b in
            (("wall", ours[0], theirs[0]), ("cpu", ours[1], theirs[1]))]
    print(f"{state:7} " + "   ".join(text), flush=True)
PY
