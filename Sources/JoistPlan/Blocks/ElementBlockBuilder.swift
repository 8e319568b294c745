/// Makes an `ElementBlock`: elements are appended as bytes, each closed by `endElement`, a run of them by `endRun`.
///
/// One thread at a time has it, and it calls nobody: its properties are `@exclusivity(unchecked)`.
public final class ElementBlockBuilder {
  @exclusivity(unchecked) @usableFromInline var memory: UnsafeMutablePointer<UInt8>
  @exclusivity(unchecked) @usableFromInline var size: Int
  @exclusivity(unchecked) @usableFromInline var written = 0
  @exclusivity(unchecked) @usableFromInline var starts: UnsafeMutablePointer<Int>
  @exclusivity(unchecked) @usableFromInline var startCapacity: Int
  @exclusivity(unchecked) @usableFromInline var closed = 0
  /// The runs of elements of one pane, so far: where each ends.
  @exclusivity(unchecked) private var runs: [(end: Int, time: Int64, context: UInt32)] = []
  @exclusivity(unchecked) private var panes = PaneTable()

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

  /// Where each element starts, and after the last closed one where it ends.
  @inlinable public var offsets: UnsafeMutablePointer<Int> { starts }

  /// Elements closed so far.
  @inlinable public var count: Int { closed }

  /// Makes room for so many more bytes and gives the address to write them to; then add what was written to `used`.
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
  ///   - source: the elements, one after another.
  ///   - ends: where each ends, counted from `source`.
  ///   - count: how many there are.
  public func append(elements source: UnsafePointer<UInt8>, ends: UnsafePointer<Int>, count more: Int) {
    guard more > 0 else { return }
    let start = written
    append(source, count: ends[more - 1])
    reserveElements(more)
    for index in 0..<more { starts[closed + 1 + index] = start + ends[index] }
    closed += more
  }

  /// Ends so many elements whose ends the caller has written to `offsets`, after those there were.
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
}

// MARK: Panes

extension ElementBlockBuilder {
  /// Says which pane the elements belong to that come after the last run; their timestamp is the end of its window.
  /// - Parameter end: the number of the first closed element that does not belong to it.
  public func endRun(window: Window, pane: Pane, at end: Int) {
    guard end > (runs.last?.end ?? 0) else { return }
    let context = panes.number(of: window, pane)
    if let last = runs.last, last.context == context {
      runs[runs.count - 1].end = end
    } else {
      runs.append((end, window.maxTimestamp, context))
    }
  }

  /// Takes the elements out as a block; the builder is empty again.
  ///
  /// - Precondition: every element belongs to a run.
  public func takeBlock() -> ElementBlock {
    precondition(closed == (runs.last?.end ?? 0), "elements of a block belong to no pane")
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

  /// Takes the elements out as a block whose elements share one timestamp and context; the builder is empty again.
  ///
  /// - Precondition: no element belongs to a run.
  public func takeBlock(time: Int64, context: WindowContext) -> ElementBlock {
    precondition(runs.isEmpty, "elements of a block belong to a pane already")
    return takeBlock(times: nil, time: time, indices: nil, contexts: [context])
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
