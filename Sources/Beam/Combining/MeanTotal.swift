public import Rows

/// The sum of the numbers of a mean.
public protocol MeanTotal: Streamable, Sendable {
  /// Creates a sum of zero.
  init()
  /// Adds another sum.
  mutating func add(_ other: Self)
  /// Returns the mean of `count` numbers; `count` is at least 1.
  func divided(by count: Int) -> Double
}

extension Double: MeanTotal {
  /// Adds another sum.
  @inlinable public mutating func add(_ other: Double) { self += other }
  /// Returns the sum divided by `count`.
  @inlinable public func divided(by count: Int) -> Double { self / Double(count) }
}

/// The exact sum of integers of up to 64 bits. It has 128 bits, enough for as many integers as an `Int` can count.
public struct IntegerTotal: MeanTotal {
  @usableFromInline var value: Int128

  /// Creates a sum of zero.
  @inlinable public init() { value = 0 }

  /// Adds another sum.
  @inlinable public mutating func add(_ other: IntegerTotal) { value &+= other.value }

  /// Returns the `Double` nearest to the exact quotient.
  public func divided(by count: Int) -> Double {
    let (dividend, divisor) = (value.magnitude, UInt128(count.magnitude))
    // A Double has 53 bits. A quotient of at least 55 bits, whose lowest bit is set if there is a remainder, rounds like the
    // exact quotient.
    let shift = Swift.max(0, 55 + Self.bits(divisor) - Self.bits(dividend))
    var (quotient, rest) = (dividend << shift).quotientAndRemainder(dividingBy: divisor)
    let surplus = Swift.max(0, Self.bits(quotient) - 62)
    rest |= quotient & (1 << surplus - 1)
    quotient >>= surplus
    let significand = UInt64(truncatingIfNeeded: quotient) | (rest == 0 ? 0 : 1)
    return Double(sign: value < 0 ? .minus : .plus, exponent: surplus - shift, significand: Double(significand))
  }

  private static func bits(_ number: UInt128) -> Int { UInt128.bitWidth - number.leadingZeroBitCount }
}

extension IntegerTotal: Streamable {
  /// Writes 16 bytes in big-endian order.
  @inlinable public static func encode(_ value: borrowing IntegerTotal, into writer: inout RawWriter) {
    writer.writeBigEndian(UInt64(truncatingIfNeeded: value.value >> 64))
    writer.writeBigEndian(UInt64(truncatingIfNeeded: value.value))
  }

  /// Reads 16 bytes in big-endian order.
  @inlinable public static func decode(from reader: inout RawReader) throws(CoderError) -> IntegerTotal {
    var total = IntegerTotal()
    let high = try reader.readBigEndianUInt64()
    total.value = Int128(truncatingIfNeeded: high) << 64 | Int128(truncatingIfNeeded: try reader.readBigEndianUInt64())
    return total
  }

  /// `joist:coder:int128:v1`.
  public static var coderSpec: CoderSpec { CoderSpec(urn: "joist:coder:int128:v1") }
}
