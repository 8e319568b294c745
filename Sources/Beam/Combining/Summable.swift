public import Rows

/// A number that can be summed: `.sum()`. Your own type that is `AdditiveArithmetic` needs one line:
/// `extension Money: Summable {}`.
///
/// If the type cannot hold a sum, integers throw an error that names the step, instead of trapping.
public protocol Summable: AdditiveArithmetic, Streamable, Sendable {
  /// Adds a number.
  /// - Throws: `SumOverflow` if the sum does not fit the type.
  mutating func addForSum(_ other: Self) throws
}

extension Summable {
  /// Adds a number with `+`.
  @inlinable @inline(__always) public mutating func addForSum(_ other: Self) throws { self += other }
}

extension Summable where Self: FixedWidthInteger {
  /// Adds a number.
  /// - Throws: `SumOverflow` if the sum does not fit the type.
  @inlinable @inline(__always) public mutating func addForSum(_ other: Self) throws {
    let (sum, doesNotFit) = addingReportingOverflow(other)
    if doesNotFit { throw SumOverflow(type: "\(Self.self)", text: "\(self) + \(other)") }
    self = sum
  }
}

extension Int: Summable {}
extension Int64: Summable {}
extension Int32: Summable {}
extension Int16: Summable {}
extension Int8: Summable {}
extension UInt: Summable {}
extension UInt64: Summable {}
extension UInt32: Summable {}
extension UInt16: Summable {}
extension UInt8: Summable {}
extension Double: Summable {}
extension Float: Summable {}

/// A sum does not fit its type.
public struct SumOverflow: Error, CustomStringConvertible {
  let type: String
  let text: String

  @usableFromInline init(type: String, text: String) {
    self.type = type
    self.text = text
  }

  /// The sum that does not fit, and what to do.
  public var description: String {
    "the sum \(text) does not fit \(type); sum a wider type, refuse such values when you parse them, or use a CombineFn of your own"
  }
}
