public import Rows

/// A sum of numbers whose mean is asked for.
public protocol MeanTotal: Streamable, Sendable {
  /// The sum of no numbers.
  init()
  /// Adds another sum.
  mutating func add(_ other: Self)
  /// The mean of the numbers, of which there are `count`; at least one.
  func divided(by count: Int) -> Double
}

extension Double: MeanTotal {
  /// Adds another sum.
  @inlinable public mutating func add(_ other: Double) { self += other }
  /// The quotient.
  @inlinable public func divided(by count: Int) -> Double { self / Double(count) }
}

/// The exact sum of integers of up to 64 bits: 128 bits hold as many of them as can be counted.
public struct IntegerTotal: MeanTotal {
  @usableFromInline var value: Int128

  /// Zero.
  @inlinable public init() { value = 0 }

  /// Adds another sum.
  @inlinable public mutating func add(_ other: IntegerTotal) { value &+= other.value }

  /// The `Double` that is nearest to the exact quotient.
  public func divided(by count: Int) -> Double {
    let (dividend, divisor) = (value.magnitude, UInt128(count.magnitude))
    // A Double has 53 bits. A quotient of 55 or more whose last bit says whether anything is left is rounded as the exact one.
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
  /// Writes 16 bytes, highest first.
  @inlinable public static func encode(_ value: borrowing IntegerTotal, into writer: inout RawWriter) {
    writer.writeBigEndian(UInt64(truncatingIfNeeded: value.value >> 64))
    writer.writeBigEndian(UInt64(truncatingIfNeeded: value.value))
  }

  /// Reads 16 bytes.
  @inlinable public static func decode(from reader: inout RawReader) throws(CoderError) -> IntegerTotal {
    var total = IntegerTotal()
    let high = try reader.readBigEndianUInt64()
    total.value = Int128(truncatingIfNeeded: high) << 64 | Int128(truncatingIfNeeded: try reader.readBigEndianUInt64())
    return total
  }

  /// `joist:coder:int128:v1`.
  public static var coderSpec: CoderSpec { CoderSpec(urn: "joist:coder:int128:v1") }
}
