# env.sh - where things lie, for the shell tools beside it (sourced, never run)
#
#   top      the checkout
#   cache    what is made or fetched once for all checkouts: $OPENMAPI_CACHE, or ~/.cache/openmapi
#   say, die one line about what happens; die ends the tool

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cache=${OPENMAPI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/openmapi}
mkdir -p "$cache"
cache=$(cd "$cache" && pwd -P)

say() { echo "${0##*/}: $*" >&2; }
die() {
    say "$*"
    exit 1
}

# quietly LOG COMMAND...: run with its output kept in LOG, shown only when it fails
quietly() {
    local log=$1
    shift
    "$@" >"$log" 2>&1 </dev/null && return
    tail -n 30 "$log" >&2
    die "failed: $* (all of it in $log)"
}
