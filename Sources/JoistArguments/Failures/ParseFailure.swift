/// Why a command line was refused, for the person who typed it.
struct ParseFailure: Error, Equatable {
  /// The primary line.
  var message: String
  /// More about what was wrong.
  var detail: String?
  /// What to do.
  var hint: String?

  init(_ message: String, detail: String? = nil, hint: String? = nil) {
    self.message = message
    self.detail = detail
    self.hint = hint
  }
}
