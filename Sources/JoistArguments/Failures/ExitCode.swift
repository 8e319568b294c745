/// Thrown to end the program with a code and no further message.
public struct ExitCode: Error, RawRepresentable, Hashable, Sendable {
  /// The code that the shell sees, 0 to 255.
  public var rawValue: Int32

  /// - Parameter rawValue: the code that the shell sees.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// - Parameter code: the code that the shell sees.
  public init(_ code: Int32) { rawValue = code }

  /// The program did what it was asked to do: 0.
  public static let success = ExitCode(0)
  /// The program failed: 1, as for any error without a code of its own.
  public static let failure = ExitCode(1)
  /// The arguments were refused: 2, as for shell built-ins.
  public static let validationFailure = ExitCode(2)

  /// Whether the code is 0.
  public var isSuccess: Bool { rawValue == 0 }
}
