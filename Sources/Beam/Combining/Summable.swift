public import Rows

/// A number that can be summed: `.sum()`. A type of yours that has `+` and zero needs one line:
/// `extension Money: Summable {}`.
///
/// A sum that the type cannot hold is an error, which names the step, and not a trap: integers check.
public protocol Summable: AdditiveArithmetic, Streamable, Sendable {
  /// Adds a number.
  /// - Throws: `SumOverflow` where the sum does not fit.
  mutating func addForSum(_ other: Self) throws
}

extension Summable {
  /// Adds, by `+`.
  @inlinable @inline(__always) public mutating func addForSum(_ other: Self) throws { self += other }
}

extension Summable where Self: FixedWidthInteger {
  /// Adds; throws where the sum does not fit.
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

/// A sum that its type cannot hold.
public struct SumOverflow: Error, CustomStringConvertible {
  let type: String
  let text: String

  @usableFromInline init(type: String, text: String) {
    self.type = type
    self.text = text
  }

  /// The sum that does not fit, and what helps.
  public var description: String {
    "the sum \(text) does not fit \(type); sum a wider type, such as Double, or combine with a function of your own"
  }
}
