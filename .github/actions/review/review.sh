#!/bin/bash
# Brings what the checkout left out of BASE and HEAD, and reviews what HEAD changed since it left BASE. Nothing of the
# repository is executed, and npm is run outside of it: a .npmrc in there could name another registry.
set -euo pipefail

repository=$GITHUB_WORKSPACE
sarif=$RUNNER_TEMP/nectr.sarif

if [ -z "$BASE" ] || [ -z "$HEAD" ]; then
  echo '::error::nectr: this event has no pull request; set the inputs base and head'
  exit 2
fi

# The checkout's own authorization, if it kept one, is taken out first: GitHub refuses two.
if [ -n "${TOKEN:-}" ]; then
  encoded=$(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\n')
  echo "::add-mask::$encoded"
  export GIT_CONFIG_COUNT=2
  export GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader" GIT_CONFIG_VALUE_0=
  export GIT_CONFIG_KEY_1="http.$GITHUB_SERVER_URL/.extraheader" GIT_CONFIG_VALUE_1="AUTHORIZATION: basic $encoded"
fi
fetch() { git -C "$repository" fetch --quiet --no-tags --no-recurse-submodules "$@"; }
has_fork_point() { git -C "$repository" merge-base "$BASE" "$HEAD" >/dev/null 2>&1; }

if ! has_fork_point; then
  for depth in 50 500; do
    fetch --depth="$depth" origin "$BASE" "$HEAD"
    if has_fork_point; then break; fi
  done
fi
if ! has_fork_point; then
  if [ "$(git -C "$repository" rev-parse --is-shallow-repository)" = true ]; then
    fetch --unshallow origin "$BASE" "$HEAD"
  fi
fi
unset "${!GIT_CONFIG_@}"
if ! has_fork_point; then
  echo "::error::nectr: $BASE and $HEAD have no commit in common"
  exit 2
fi

case "$REQUIRE_CLAUDE" in
  true) required=(--require-claude) ;;
  false) required=() ;;
  *)
    echo '::error::nectr: the input require-claude is true or false'
    exit 2
    ;;
esac

rm -f "$sarif"
status=0
(
  unset TOKEN
  cd "$RUNNER_TEMP"
  npx --yes --package "$PACKAGE" -- nectr review "$BASE..$HEAD" --repo "$repository" \
    --format sarif --output "$sarif" --fail-on "$FAIL_ON" --max-cost "$MAX_COST" ${required[@]+"${required[@]}"}
) || status=$?
echo "status=$status" >>"$GITHUB_OUTPUT"
if [ -s "$sarif" ]; then echo "sarif=$sarif" >>"$GITHUB_OUTPUT"; fi
