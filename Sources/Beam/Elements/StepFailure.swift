public import Rows

/// A user's function threw: the bundle failed, and this says where and on what.
public struct StepFailure: Error, CustomStringConvertible {
  /// Path of the step in the pipeline: scopes and name.
  public let step: String
  /// Where the step stands in the author's source: `File.swift:12`.
  public let site: String
  /// The element, in words, cut to a safe length; nil where the failure came between elements.
  public let element: String?
  /// The key that was worked on, where that is all that is known of the element: after a shuffle.
  public let key: String?
  /// Where the element came from (see `Failure.origin`), if it is known: in the bundles of a stage that has a `tryMap`.
  public let origin: String?
  /// The element's timestamp.
  public let timestamp: Timestamp?
  /// What was thrown.
  public let underlying: any Error

  /// Makes a failure.
  public init(
    step: String, site: String, element: String?, key: String? = nil, origin: String? = nil, timestamp: Timestamp?,
    underlying: any Error
  ) {
    self.step = step
    self.site = site
    self.element = element
    self.key = key
    self.origin = origin
    self.timestamp = timestamp
    self.underlying = underlying
  }

  /// The user's error first, then step, source line, element and where it came from.
  public var description: String {
    var text = "\(underlying)\n  in step \"\(step)\" (\(site))"
    if let element { text += "\n  at element \(element)" }
    if let key { text += "\n  with key \(key)" }
    if let origin { text += "\n  from \(origin)" }
    if let timestamp { text += "\n  with timestamp \(timestamp)" }
    return text
  }

  /// Characters of an element that an error message shows at most.
  static let excerptLength = 200

  /// An element in words, cut to `excerptLength`, with control characters as Swift writes them in a literal: an element is
  /// input, and must not be able to write over a terminal.
  package static func excerpt<T>(of value: T) -> String {
    let text = String(describing: value)
    let shown = text.prefix(excerptLength)
    var safe = ""
    for scalar in shown.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control
      safe += isControl ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return shown.endIndex == text.endIndex ? safe : safe + "… (\(text.utf8.count) bytes)"
  }
}

/// A failure that passes: a connector's far side is away. The runner runs the bundle again, with growing pauses.
public struct RetryableError: Error, CustomStringConvertible {
  /// What happened, with the names of the far side.
  public let message: String
  /// Whether the far side has answered before: if it never did, the job fails instead of waiting.
  public let hadContact: Bool

  /// Makes a transient failure.
  public init(_ message: String, hadContact: Bool) {
    self.message = message
    self.hadContact = hadContact
  }

  /// The message.
  public var description: String { message }
}
