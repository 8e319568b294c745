public import Rows

/// A user's function threw an error, and the bundle failed: which step, at which element, and why.
public struct StepFailure: Error, CustomStringConvertible {
  /// The path of the step: its scopes and name.
  public let step: String
  /// The line of the user's source that added the step, such as `File.swift:12`.
  public let site: String
  /// The element as text, cut to 200 characters; nil if the failure belongs to no element.
  public let element: String?
  /// The key as text, if only the key is known: after a shuffle.
  public let key: String?
  /// Where the element came from (see `Failure.origin`); nil if unknown. It is known in stages that contain a `tryMap`.
  public let origin: String?
  /// The element's timestamp, if it is known.
  public let timestamp: Timestamp?
  /// The error that was thrown.
  public let underlying: any Error

  /// Creates a failure from its parts.
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

  /// The user's error; then, on lines of their own, the step, the element, its key, origin and timestamp.
  public var description: String {
    var text = "\(underlying)\n  in step \"\(step)\" (\(site))"
    if let element { text += "\n  at element \(element)" }
    if let key { text += "\n  with key \(key)" }
    if let origin { text += "\n  from \(origin)" }
    if let timestamp { text += "\n  with timestamp \(timestamp)" }
    return text
  }

  /// The most characters of an element that an error message shows.
  static let excerptLength = 200

  /// Returns an element as text, cut to `excerptLength`. Control characters are escaped, since elements are untrusted input and
  /// must not control a terminal.
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

/// A transient error, such as an external system that is away. The runner retries the bundle with increasing delays.
public struct RetryableError: Error, CustomStringConvertible {
  /// What happened, with the name of the external system.
  public let message: String
  /// Whether the external system has answered before. If it never has, the job fails instead of retrying.
  public let hadContact: Bool

  /// Creates a transient error.
  public init(_ message: String, hadContact: Bool) {
    self.message = message
    self.hadContact = hadContact
  }

  /// The message alone; whether there was contact is not shown.
  public var description: String { message }
}
