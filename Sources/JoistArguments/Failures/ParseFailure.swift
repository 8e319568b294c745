/// Why a command line was refused, for the user.
struct ParseFailure: Error, Equatable {
  /// The primary line.
  var message: String
  /// Details about the error.
  var detail: String?
  /// What the user may have meant: `did you mean '--input'?`
  var suggestion: String?

  init(_ message: String, detail: String? = nil, suggestion: String? = nil) {
    self.message = message
    self.detail = detail
    self.suggestion = suggestion
  }
}
