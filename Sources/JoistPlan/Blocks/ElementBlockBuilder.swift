/// Builds an `ElementBlock`. Append the bytes of an element, then call `endElement`; after the elements of one window
/// and pane, call `endRun`.
///
/// SAFETY: one thread at a time uses a builder, and no method calls code from outside, so accesses cannot overlap and
/// `@exclusivity(unchecked)` is sound. The builder owns `memory` and `starts` until `takeBlock` hands them to a block.
public final class ElementBlockBuilder {
  @exclusivity(unchecked) @usableFromInline var memory: UnsafeMutablePointer<UInt8>
  @exclusivity(unchecked) @usableFromInline var size: Int
  @exclusivity(unchecked) @usableFromInline var written = 0
  @exclusivity(unchecked) @usableFromInline var starts: UnsafeMutablePointer<Int>
  @exclusivity(unchecked) @usableFromInline var startCapacity: Int
  @exclusivity(unchecked) @usableFromInline var closed = 0
  /// The runs of elements that share a window and pane: where each ends.
  @exclusivity(unchecked) private var runs: [(end: Int, time: Int64, context: UInt32)] = []
  @exclusivity(unchecked) private var panes = PaneTable()

  /// Makes an empty builder with room for `byteCapacity` bytes and `elementCapacity` elements.
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

  /// The memory for the elements, of which `used` bytes are written.
  @inlinable public var bytes: UnsafeMutablePointer<UInt8> { memory }

  /// The number of bytes written.
  @inlinable public var used: Int {
    get { written }
    set { written = newValue }
  }

  /// The number of bytes that fit without growing.
  @inlinable public var capacity: Int { size }

  /// The offset at which each element starts, and after the last closed one the offset at which it ends.
  @inlinable public var offsets: UnsafeMutablePointer<Int> { starts }

  /// The number of closed elements.
  @inlinable public var count: Int { closed }

  /// Makes room for `more` bytes and returns the address to write them to. The caller then adds what it has written to
  /// `used`.
  @inlinable public func reserve(_ more: Int) -> UnsafeMutablePointer<UInt8> {
    if size - written < more { growBytes(more) }
    return memory + written
  }

  /// Makes room for `more` elements.
  @inlinable public func reserveElements(_ more: Int) {
    if closed + 1 + more > startCapacity { growElements(more) }
  }

  /// Appends bytes to the current element.
  @inlinable public func append(_ source: UnsafePointer<UInt8>, count: Int) {
    reserve(count).update(from: source, count: count)
    written += count
  }

  /// Appends whole elements.
  /// - Parameters:
  ///   - source: the elements, one after another.
  ///   - ends: the offset from `source` at which each ends.
  ///   - count: the number of elements.
  public func append(elements source: UnsafePointer<UInt8>, ends: UnsafePointer<Int>, count more: Int) {
    guard more > 0 else { return }
    let start = written
    append(source, count: ends[more - 1])
    reserveElements(more)
    for index in 0..<more { starts[closed + 1 + index] = start + ends[index] }
    closed += more
  }

  /// Closes `more` elements whose ends the caller has written to `offsets`.
  @inlinable public func closeElements(_ more: Int) { closed += more }

  /// Closes the current element.
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
}

// MARK: Panes

extension ElementBlockBuilder {
  /// Gives the elements since the last run their window, pane and timestamp.
  /// - Parameters:
  ///   - time: the timestamp, in milliseconds.
  ///   - end: the index after the last element of the run.
  public func endRun(window: Window, pane: Pane, time: Int64, at end: Int) {
    guard end > (runs.last?.end ?? 0) else { return }
    let context = panes.number(of: window, pane)
    if let last = runs.last, last.context == context, last.time == time {
      runs[runs.count - 1].end = end
    } else {
      runs.append((end, time, context))
    }
  }

  /// Takes the elements out as a block, which leaves the builder empty.
  ///
  /// - Precondition: every element belongs to a run.
  public func takeBlock() -> ElementBlock {
    precondition(closed == (runs.last?.end ?? 0), "the last elements have no pane: call endRun after them")
    var times: UnsafeMutablePointer<Int64>?
    var indices: UnsafeMutablePointer<UInt32>?
    if runs.count > 1 {
      let timeColumn = UnsafeMutablePointer<Int64>.allocate(capacity: closed)
      let indexColumn = UnsafeMutablePointer<UInt32>.allocate(capacity: closed)
      var start = 0
      for run in runs {
        (timeColumn + start).update(repeating: run.time, count: run.end - start)
        (indexColumn + start).update(repeating: run.context, count: run.end - start)
        start = run.end
      }
      times = timeColumn
      indices = indexColumn
    }
    return takeBlock(
      times: times, time: runs.first?.time ?? EventTime.max, indices: indices, contexts: panes.takeContexts())
  }

  /// Takes the elements out as a block in which all have one timestamp and context, which leaves the builder empty.
  ///
  /// - Precondition: no element belongs to a run.
  public func takeBlock(time: Int64, context: WindowContext) -> ElementBlock {
    precondition(runs.isEmpty, "some elements have a pane: use takeBlock() without arguments")
    return takeBlock(times: nil, time: time, indices: nil, contexts: [context])
  }

  /// Takes the elements out as a block in which all have one context, which leaves the builder empty.
  ///
  /// - Precondition: no element belongs to a run.
  /// - Parameter times: the timestamp of each element, in milliseconds, in memory that was allocated with `allocate`. The block owns it
  ///   from here on.
  public func takeBlock(times: UnsafeMutablePointer<Int64>, context: WindowContext) -> ElementBlock {
    precondition(runs.isEmpty, "some elements have a pane: use takeBlock() without arguments")
    return takeBlock(times: times, time: 0, indices: nil, contexts: [context])
  }

  private func takeBlock(
    times: UnsafeMutablePointer<Int64>?, time: Int64, indices: UnsafeMutablePointer<UInt32>?, contexts: [WindowContext]
  ) -> ElementBlock {
    let block = ElementBlock(
      adopting: memory, byteCount: written, offsets: starts, count: closed, times: times, uniformTime: time,
      contextIndices: indices, contexts: contexts)
    size = 64
    memory = .allocate(capacity: size)
    written = 0
    startCapacity = 5
    starts = .allocate(capacity: startCapacity)
    starts[0] = 0
    closed = 0
    runs = []
    return block
  }
}
