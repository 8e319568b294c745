/// The order by which `top`, `bottom`, `min` and `max` compare.
///
/// It is the type's own order, and for floating-point numbers a total one, so that a result does not depend on how bundles were
/// cut: -0.0 is less than 0.0, not-a-number is larger than every number, and all forms of not-a-number are equal.
@usableFromInline
enum TotalOrder {
  /// Whether a value is less than another one.
  @inlinable @inline(__always)
  static func isLess<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
    // Where the type is known, one of the branches is left: other types pay nothing. The casts are between equal types.
    if Value.self == Double.self {
      return isLess(number: unsafeBitCast(a, to: Double.self), unsafeBitCast(b, to: Double.self))
    }
    if Value.self == Float.self {
      return isLess(number: unsafeBitCast(a, to: Float.self), unsafeBitCast(b, to: Float.self))
    }
    return a < b
  }

  @inlinable @inline(__always)
  static func isLess<Number: FloatingPoint>(number a: Number, _ b: Number) -> Bool {
    if a < b { return true }
    if a > b { return false }
    // Of numbers that are equal, only zeros differ in their sign.
    if a == b { return a.sign == .minus && b.sign == .plus }
    return b.isNaN && !a.isNaN
  }
}
