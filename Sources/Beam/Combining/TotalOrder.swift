/// The order by which `top`, `bottom`, `min` and `max` compare.
///
/// It is the type's own order, except that it is total for floating-point numbers, so that results do not depend on how
/// elements are bundled: -0.0 is less than 0.0, NaN is larger than every number, and all NaNs are equal.
@usableFromInline
enum TotalOrder {
  /// Whether `a` is less than `b`.
  @inlinable @inline(__always)
  static func isLess<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
    // Specialised code keeps one of the branches, so other types pay nothing.
    // SAFETY: `unsafeBitCast` converts between a type and itself.
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
    // Equal numbers differ in their sign only if they are zeros.
    if a == b { return a.sign == .minus && b.sign == .plus }
    return b.isNaN && !a.isNaN
  }
}
