# Sourced by the scripts that run programs under AddressSanitizer: whether the toolchain has it, and what of it works here.

# Builds and runs an empty program under it, with these options of the sanitizer.
try_sanitizer() { # options
  local folder=$repository/.build/sanitizer code=0
  mkdir -p "$folder"
  echo 'print("ran")' >"$folder/main.swift"
  swiftc -sanitize=address -o "$folder/program" "$folder/main.swift" 2>/dev/null &&
    ASAN_OPTIONS=$1 "$folder/program" >/dev/null 2>&1 || code=1
  rm -rf "$folder"
  return "$code"
}

has_address_sanitizer() { try_sanitizer detect_leaks=0; }

# It is missing on macOS, and refuses to work where a debugger is attached.
has_leak_sanitizer() { try_sanitizer detect_leaks=1; }
