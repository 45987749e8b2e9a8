#!/bin/bash
# `oxigo check std` beside a program that does the same with go/parser and go/types, in turns:
# medians of processor time (user and system) and of peak memory, and their ratios.
#
#   bench/check.sh OXIGO [RUNS]
#
# GOROOT names the official toolchain. Needs GNU time.
set -e
oxigo=$1 runs=${2:-5}
: "${GOROOT:?names the official toolchain}"
export GOROOT GOTOOLCHAIN=local GOFLAGS= GOENV=off CGO_ENABLED=0 GOCACHE=${GOCACHE:-$HOME/.cache/oxigo-reference/gocache}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$GOROOT/bin/go" build -o "$work/gotypes" "$here/check/main.go"
"$GOROOT/bin/go" list -deps -f '{{.ImportPath}}	{{.Dir}}	{{join .GoFiles " "}}' std >"$work/list"

# once NAME COMMAND…: adds processor seconds and KiB of one run to NAME.times.
once() {
	local name=$1
	shift
	/usr/bin/time -f '%U %S %M' -o "$work/time" "$@" <"$work/list" 2>"$work/err" || { cat "$work/err"; exit 1; }
	awk '{ printf "%.3f %d\n", $1 + $2, $3 }' "$work/time" >>"$work/$name.times"
}
for _ in $(seq "$runs"); do
	once gotypes "$work/gotypes"
	once oxigo "$oxigo" check std
done
middle=$(((runs + 1) / 2))
median() { cut -d' ' -f"$2" "$work/$1.times" | sort -n | sed -n "${middle}p"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
for row in "cpu 1 s" "memory 2 KiB"; do
	set -- $row
	ours=$(median oxigo "$2") theirs=$(median gotypes "$2")
	echo "$1 $ours / $theirs $3 = $(ratio "$ours" "$theirs")"
done
