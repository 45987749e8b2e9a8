#!/bin/bash
# Our linker beside the official one on the same inputs: wall time and peak memory as ratios.
#
#   bench/link.sh LINKER [RUNS]
#
# LINKER is our command, e.g. "target/release/oxigo tool link". GOROOT names the official
# toolchain. Programs: hello, a net/http server, cmd/compile. Needs GNU time.
set -e
linker=$1 runs=${2:-10}
: "${GOROOT:?names the official toolchain}"
export GOTOOLCHAIN=local GOFLAGS= GOENV=off CGO_ENABLED=0 GOCACHE=${GOCACHE:-$HOME/.cache/oxigo-reference/gocache}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# prepare NAME DIR PACKAGE: the main archive and the import configuration of a program.
prepare() {
	(
		cd "$2"
		"$GOROOT/bin/go" list -export -f '{{if eq .Name "main"}}{{.Export}}{{end}}' "$3" >"$work/$1.main"
		"$GOROOT/bin/go" list -export -deps -f '{{if and .Export (ne .Name "main")}}packagefile {{.ImportPath}}={{.Export}}{{end}}' \
			"$3" >"$work/$1.cfg"
	)
}

mkdir "$work/hello" "$work/http"
printf 'module hello\ngo 1.23\n' | tee "$work/hello/go.mod" >"$work/http/go.mod"
printf 'package main\nimport "fmt"\nfunc main() { fmt.Println("hello") }\n' >"$work/hello/main.go"
printf 'package main\nimport "net/http"\nfunc main() { http.ListenAndServe(":0", nil) }\n' >"$work/http/main.go"
prepare hello "$work/hello" .
prepare http "$work/http" .
prepare compile "$GOROOT/src/cmd" cmd/compile

# measure COMMAND…: the median wall time in seconds and the median peak memory in KiB.
measure() {
	for _ in $(seq "$runs"); do
		/usr/bin/time -f '%e %M' -o "$work/time" "$@" >/dev/null
		cat "$work/time"
	done >"$work/times"
	local middle=$(((runs + 1) / 2))
	echo "$(cut -d' ' -f1 "$work/times" | sort -n | sed -n "${middle}p")" \
		"$(cut -d' ' -f2 "$work/times" | sort -n | sed -n "${middle}p")"
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN{if (a == 0) a = 0.005; printf "%.2f", a / b}'; }

for flags in -w ""; do
	echo "flags: ${flags:-none}"
	for program in hello http compile; do
		args=(-o "$work/out" -importcfg "$work/$program.cfg" -buildmode=exe -buildid=a/b/c/d $flags "$(cat "$work/$program.main")")
		read -r off_time off_mem < <(measure "$GOROOT/pkg/tool/linux_amd64/link" "${args[@]}")
		read -r our_time our_mem < <(measure $linker "${args[@]}")
		printf '%-8s time %ss / %ss = %s   memory %s / %s KiB = %s\n' "$program" "$our_time" "$off_time" \
			"$(ratio "$our_time" "$off_time")" "$our_mem" "$off_mem" "$(ratio "$our_mem" "$off_mem")"
	done
done
