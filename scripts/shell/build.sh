# Sourced by the scripts: builds that show how far they are.

# `swift build` keeps its plan in the scratch folder, and takes that of another package for its own where two share one: then a
# product is said not to be there. Without a plan it makes one, in a second.
forget_plans() { rm -f .build/debug.yaml .build/release.yaml; }

# `swift build` with these arguments. On a terminal it draws its own progress; elsewhere one line in ten seconds says how
# far it is, and everything that is not progress (errors, notes) is shown.
build() {
  local started=$SECONDS code=0
  forget_plans
  if [ -t 1 ]; then
    run swift build "$@" || code=$?
  else
    run build_with_few_lines "$@" || code=$?
  fi
  forget_plans
  [ "$code" -eq 0 ] || give_up "the build failed: swift build $*"
  say "built in $((SECONDS - started)) s"
}

build_with_few_lines() {
  local line last=$SECONDS
  swift build "$@" 2>&1 | while IFS= read -r line; do
    case $line in
      "["[0-9]*"/"[0-9]*"] "*)
        [ $((SECONDS - last)) -lt 10 ] || { last=$SECONDS; printf '%s\n' "${line%%]*}]"; } ;;
      "Building for "* | "Build complete!"* | "Build of "* | "Planning build"*) ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
}
