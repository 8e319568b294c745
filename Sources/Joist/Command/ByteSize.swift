public import JoistArguments

/// A number of bytes, written as `512MB`, `4GB`, `1.5GB`, `256MiB` or `1000000`.
public struct ByteSize: Sendable, Hashable, ExpressibleByArgument {
  /// The number of bytes.
  public var bytes: Int

  /// Makes a size from a number of bytes.
  public init(bytes: Int) { self.bytes = bytes }

  /// Parses a size; nil if the text is not a size or the number does not fit into an `Int`.
  public init?(argument: String) {
    let unit = argument.drop { $0.isNumber || $0 == "." }
    guard let number = Double(argument.prefix(argument.count - unit.count)), let scale = Self.scale(unit) else {
      return nil
    }
    guard let bytes = Int(exactly: (number * scale).rounded()) else { return nil }
    self.bytes = bytes
  }

  /// A description with examples, for error messages.
  public static var expectation: String? { "a number of bytes, such as 512MB, 4GB or 256MiB" }

  /// The size in the largest decimal unit that gives a whole number.
  public var defaultValueDescription: String {
    for (unit, scale) in [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)] where bytes > 0 {
      if bytes.isMultiple(of: scale) { return "\(bytes / scale)\(unit)" }
    }
    return "\(bytes)"
  }

  private static func scale(_ unit: Substring) -> Double? {
    switch unit.lowercased() {
    case "", "b": 1
    case "k", "kb": 1e3
    case "m", "mb": 1e6
    case "g", "gb": 1e9
    case "t", "tb": 1e12
    case "kib": 1024
    case "mib": 1_048_576
    case "gib": 1_073_741_824
    default: nil
    }
  }
}
