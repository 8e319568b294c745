extension String {
  /// The text between single quotes, as bash, zsh and fish read it alike.
  var quotedForShell: String { "'" + replacing("'", with: "'\\''") + "'" }

  private func replacing(_ character: Character, with text: String) -> String {
    reduce(into: "") { $0 += $1 == character ? text : String($1) }
  }
}
