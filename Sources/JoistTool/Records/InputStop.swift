/// A line of the input that was not sent.
struct InputMistake: Error {
  /// The number of the line, from 1.
  let line: Int
  /// What is wrong with it: `it is not a JSON object`.
  let reason: String

  init(line: Int, _ reason: String) {
    self.line = line
    self.reason = reason
  }
}

/// The error for input that ended at a line that was not sent. It says how many lines were written, and how to continue.
struct InputStop: Error, CustomStringConvertible {
  private let mistake: InputMistake
  /// The number of lines that the brokers have acknowledged.
  private let written: Int
  private let destination: String

  init(_ mistake: InputMistake, written: Int, to destination: String) {
    self.mistake = mistake
    self.written = written
    self.destination = destination
  }

  init(_ mistake: InputMistake, _ writer: TopicWriter) {
    self.init(mistake, written: writer.delivered, to: writer.description)
  }

  var description: String {
    let (line, before) = (mistake.line, mistake.line - 1)
    let count =
      switch (written, before) {
      case (0, _): "no line was"
      case (before, 1): "the line before it was"
      case (before, _): "the \(before) lines before it were"
      default: "\(written) of the \(before) lines before it \(written == 1 ? "was" : "were")"
      }
    var text = "stopped at line \(line): \(mistake.reason)\n  detail: \(count) written to \(destination)"
    if written > 0, written == before {
      text += "\n  hint: what is written stays; continue with line \(line), as by 'tail -n +\(line)'"
    }
    return text
  }
}
