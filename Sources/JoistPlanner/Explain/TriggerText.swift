import JoistPlan

extension Trigger {
  /// A trigger in words.
  var text: String {
    func list(_ parts: [Trigger], _ word: String) -> String {
      "(" + parts.map(\.text).joined(separator: " \(word) ") + ")"
    }
    switch self {
    case .default: return "at the end of the window and for late elements"
    case .afterEndOfWindow(let early, let late):
      let parts = [
        early.map { "early \($0.text)" }, "at the end of the window", late.map { "late \($0.text)" },
      ]
      return parts.compactMap { $0 }.joined(separator: ", ")
    case .afterProcessingTime(let transforms):
      let parts = transforms.map { transform in
        switch transform {
        case .delay(let milliseconds): "after \(milliseconds) ms"
        case .align(let period, _): "at a multiple of \(period) ms"
        }
      }
      return parts.isEmpty ? "after 0 ms" : parts.joined(separator: " ")
    case .afterSynchronizedProcessingTime: return "after 0 ms"
    case .afterCount(let count): return count == 1 ? "after 1 element" : "after \(count) elements"
    case .afterEach(let parts): return list(parts, "then")
    case .afterAny(let parts): return list(parts, "or")
    case .afterAll(let parts): return list(parts, "and")
    case .repeatedly(let part): return "repeatedly " + part.text
    case .orFinally(let main, let until): return list([main, until], "until")
    case .always: return "after each bundle"
    case .never: return "when the window closes"
    }
  }
}
