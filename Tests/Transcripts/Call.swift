/// An expression in call syntax, as transcripts write windows and triggers: `AfterWatermark(early=AfterCount(2))`.
public struct Call: Hashable, Sendable {
  /// The name of what is called.
  public let name: String
  /// Positional arguments.
  public let arguments: [Argument]
  /// Arguments with names.
  public let named: [String: Argument]

  /// An argument of a call.
  public enum Argument: Hashable, Sendable {
    /// A number.
    case number(Int)
    /// Another call, or a name without arguments.
    case call(Call)
  }

  /// The positional arguments that are calls.
  public var calls: [Call] {
    arguments.compactMap { if case .call(let call) = $0 { call } else { nil } }
  }

  /// The positional arguments that are numbers.
  public var numbers: [Int] {
    arguments.compactMap { if case .number(let number) = $0 { number } else { nil } }
  }

  /// A call among the named arguments.
  public func call(_ name: String) -> Call? {
    if case .call(let call)? = named[name] { call } else { nil }
  }

  /// A name without arguments.
  public init(_ name: String) {
    self.name = name
    arguments = []
    named = [:]
  }

  private init(name: String, arguments: [Argument], named: [String: Argument]) {
    self.name = name
    self.arguments = arguments
    self.named = named
  }

  /// Parses an expression.
  /// - Throws: `TranscriptError` if it is not one.
  public init(parsing text: String) throws {
    var rest = Substring(text)
    self = try Self.call(&rest)
    guard rest.isEmpty else { throw TranscriptError("\"\(text)\" goes on after the expression: \"\(rest)\"") }
  }

  private static func call(_ rest: inout Substring) throws -> Call {
    let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    guard !name.isEmpty else { throw TranscriptError("a name should be at \"\(rest)\"") }
    rest = rest.dropFirst(name.count)
    var arguments: [Argument] = []
    var named: [String: Argument] = [:]
    guard take("(", &rest) else { return Call(String(name)) }
    while !take(")", &rest) {
      let label = rest.prefix { $0.isLetter || $0 == "_" }
      if !label.isEmpty, rest.dropFirst(label.count).first == "=" {
        rest = rest.dropFirst(label.count + 1)
        named[String(label)] = try argument(&rest)
      } else {
        arguments.append(try argument(&rest))
      }
      _ = take(",", &rest)
    }
    return Call(name: String(name), arguments: arguments, named: named)
  }

  private static func argument(_ rest: inout Substring) throws -> Argument {
    let digits = rest.prefix { $0.isNumber || $0 == "-" }
    guard let number = Int(digits) else { return .call(try call(&rest)) }
    rest = rest.dropFirst(digits.count)
    return .number(number)
  }

  private static func take(_ text: Character, _ rest: inout Substring) -> Bool {
    rest = rest.drop { $0 == " " }
    guard rest.first == text else { return false }
    rest = rest.dropFirst().drop { $0 == " " }
    return true
  }
}

/// What is wrong with a transcript.
public struct TranscriptError: Error, CustomStringConvertible {
  /// What is wrong.
  public let description: String

  init(_ description: String) { self.description = description }
}
