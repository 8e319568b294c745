/// Why a command line was refused, for the user.
struct ParseFailure: Error, Equatable {
  /// The primary line.
  var message: String
  /// Details about the error.
  var detail: String?
  /// What the user can do.
  var hint: String?

  init(_ message: String, detail: String? = nil, hint: String? = nil) {
    self.message = message
    self.detail = detail
    self.hint = hint
  }
}
