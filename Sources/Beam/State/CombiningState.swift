/// Values that are combined into one, for each key and window, which a ``StatefulDoFn`` declares as a property with its
/// ``CombineFn``.
///
/// ```swift
/// struct CountBytes: StatefulDoFn {
///   @CombiningState(Sum<Int>()) var bytes
///   func process(_ visit: KV<String, Visit>, in context: Context<Int>) throws {
///     bytes.add(visit.value.fileSizeBytes)
///     context.emit(try bytes.read())
///   }
/// }
/// ```
@propertyWrapper
public struct CombiningState<Function: CombineFn> {
  @usableFromInline let function: Function
  @usableFromInline let cell: ValueCell<Function.Accumulator>

  /// Creates a state that has no values for each key.
  @inlinable public init(_ function: Function) {
    self.function = function
    cell = ValueCell(initial: function.makeAccumulator())
  }

  /// The state itself.
  @inlinable public var wrappedValue: CombiningState<Function> { self }

  /// Adds a value for the current key and window.
  @inlinable public func add(_ value: Function.Input) {
    do { try function.add(value, to: &cell.value) } catch { cell.fail(error) }
  }

  /// Returns the combination of all values of the current key and window.
  /// - Throws: errors of the function.
  @inlinable public func read() throws -> Function.Output { try function.extract(cell.value) }

  /// Removes all values of the current key and window.
  @inlinable public func clear() { cell.value = function.makeAccumulator() }
}
