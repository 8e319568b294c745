/// Makes an `ElementBlock`: elements are appended as bytes, each closed by `endElement`.
public final class ElementBlockBuilder {
  @usableFromInline var memory: UnsafeMutablePointer<UInt8>
  @usableFromInline var size: Int
  @usableFromInline var written = 0
  @usableFromInline var starts: UnsafeMutablePointer<Int>
  @usableFromInline var startCapacity: Int
  @usableFromInline var closed = 0

  /// Makes an empty builder with room for so many bytes and elements.
  public init(byteCapacity: Int = 4096, elementCapacity: Int = 256) {
    size = max(byteCapacity, 64)
    memory = .allocate(capacity: size)
    startCapacity = max(elementCapacity, 4) + 1
    starts = .allocate(capacity: startCapacity)
    starts[0] = 0
  }

  deinit {
    memory.deallocate()
    starts.deallocate()
  }

  /// Memory for the elements; `used` of it is written.
  @inlinable public var bytes: UnsafeMutablePointer<UInt8> { memory }

  /// Bytes written.
  @inlinable public var used: Int {
    get { written }
    set { written = newValue }
  }

  /// Bytes there is room for.
  @inlinable public var capacity: Int { size }

  /// Where each element starts, and behind the last closed one where it ends.
  @inlinable public var offsets: UnsafeMutablePointer<Int> { starts }

  /// Elements closed so far.
  @inlinable public var count: Int { closed }

  /// Makes room for so many more bytes and gives the place to write them; then add what was written to `used`.
  @inlinable public func reserve(_ more: Int) -> UnsafeMutablePointer<UInt8> {
    if size - written < more { growBytes(more) }
    return memory + written
  }

  /// Makes room for so many more elements.
  @inlinable public func reserveElements(_ more: Int) {
    if closed + 1 + more > startCapacity { growElements(more) }
  }

  /// Appends bytes to the element that is being written.
  @inlinable public func append(_ source: UnsafePointer<UInt8>, count: Int) {
    reserve(count).update(from: source, count: count)
    written += count
  }

  /// Appends whole elements.
  /// - Parameters:
  ///   - source: the elements, one behind the other.
  ///   - ends: where each ends, counted from `source`.
  ///   - count: how many there are.
  public func append(elements source: UnsafePointer<UInt8>, ends: UnsafePointer<Int>, count more: Int) {
    guard more > 0 else { return }
    let start = written
    append(source, count: ends[more - 1])
    reserveElements(more)
    for place in 0..<more { starts[closed + 1 + place] = start + ends[place] }
    closed += more
  }

  /// Ends so many elements whose ends the caller has written to `offsets`, behind those there were.
  @inlinable public func closeElements(_ more: Int) { closed += more }

  /// Ends the element that is being written.
  @inlinable public func endElement() {
    reserveElements(1)
    closed += 1
    starts[closed] = written
  }

  @usableFromInline @inline(never) func growBytes(_ more: Int) {
    let larger = max(size * 2, written + more)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    moved.update(from: memory, count: written)
    memory.deallocate()
    memory = moved
    size = larger
  }

  @usableFromInline @inline(never) func growElements(_ more: Int) {
    let larger = max(startCapacity * 2, closed + 1 + more)
    let moved = UnsafeMutablePointer<Int>.allocate(capacity: larger)
    moved.update(from: starts, count: closed + 1)
    starts.deallocate()
    starts = moved
    startCapacity = larger
  }

  /// Takes the elements out as a block whose elements share one timestamp and context; the builder is empty again.
  public func takeBlock(time: Int64, context: WindowContext) -> ElementBlock {
    let block = ElementBlock(
      adopting: memory, byteCount: written, offsets: starts, count: closed, times: nil, uniformTime: time,
      contextIndices: nil, contexts: [context])
    size = 64
    memory = .allocate(capacity: size)
    written = 0
    startCapacity = 5
    starts = .allocate(capacity: startCapacity)
    starts[0] = 0
    closed = 0
    return block
  }
}
