extension String {
  /// The text in single quotes, in a form that bash, zsh and fish all read.
  var quotedForShell: String { "'" + replacing("'", with: "'\\''") + "'" }

  private func replacing(_ character: Character, with text: String) -> String {
    reduce(into: "") { $0 += $1 == character ? text : String($1) }
  }
}
