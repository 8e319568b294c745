/// The message and the exit code with which the program ends after an error.
struct Ending {
  let text: String
  let code: ExitCode

  init(of error: any Error, root: any ParsableArguments.Type) {
    let failure = error as? CommandFailure
    let path = failure?.command ?? CommandPath(root: root)
    do {
      self = try Ending(cause: failure?.cause ?? error, path)
    } catch let refusal {
      self = Ending(text: FailureText.refusal(of: refusal, path), code: .validationFailure)
    }
  }

  private init(text: String, code: ExitCode) {
    self.text = text
    self.code = code
  }

  private init(cause: any Error, _ path: CommandPath) throws(ParseFailure) {
    switch cause {
    case let request as BuiltInRequest:
      self = Ending(text: try request.text(for: path), code: .success)
    case CleanExit.helpRequest(let command):
      let path = command.map(path.ending(at:)) ?? path
      self = Ending(text: HelpPage(of: path, includeHidden: false).text(), code: .success)
    case CleanExit.message(let message): self = Ending(text: message, code: .success)
    case let code as ExitCode: self = Ending(text: "", code: code)
    case let failure as ParseFailure:
      self = Ending(text: FailureText.refusal(of: failure, path), code: .validationFailure)
    case let failure as ValidationError:
      self = Ending(text: FailureText.refusal(of: failure.message, path), code: .validationFailure)
    default: self = Ending(text: "error: \(cause)", code: .failure)
    }
  }
}
