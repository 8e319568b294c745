# Sourced by the scripts that count instructions: whether that can be done here.

# Why not, as a line; empty: it can.
why_no_instructions() {
  if [ "$(uname -sm)" != "Linux x86_64" ]; then
    echo "the allowed figures are those of x86_64 on Linux"
  elif ! command -v valgrind >/dev/null; then
    echo "valgrind is not installed"
  elif ! command -v strip >/dev/null; then
    echo "strip, of the binutils, is not installed"
  fi
}
