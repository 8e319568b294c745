import Beam
import JoistPlan
import Rows

/// Collects the output of a stage to one edge.
protocol Sink: AnyObject {
  /// Returns and clears the first error of a coder in the bundle; nil if there is none. Call it after `takeOutput`.
  func takeFailure() -> CoderError?
  /// Removes and returns the output that has not left yet.
  func takeOutput() -> BundleOutput
  /// Sets the function that receives output while the bundle runs.
  func connect(_ leave: @escaping (BundleOutput) -> Void)
  /// The memory that the sink keeps between bundles, in bytes.
  var keptMemory: Int { get }
}

extension Sink {
  /// Ignores the function: all output leaves at the end of the bundle.
  func connect(_ leave: @escaping (BundleOutput) -> Void) {}
}

/// Encodes elements into blocks.
final class ElementSink<Element>: BatchSink, Sink {
  private let codec: Codec<Element>
  private let scope: BundleScope
  private var writer = RawWriter(capacity: 1024)
  private var offsets = Column<Int>()
  private var times = Column<Int64>()
  private var contexts = Column<UInt32>()
  /// The bytes of the current block, including its columns.
  private var held = 0
  private var leave: (BundleOutput) -> Void = { _ in }
  /// The size at which a block is closed, in bytes.
  private static var blockBytes: Int { 1 << 20 }
  /// The most memory that is kept between bundles, for the elements and for each column, in bytes.
  private static var keptBytes: Int { 64 << 10 }
  /// The size of an element's entries in the columns: end, timestamp and context, in bytes.
  private static var columnBytes: Int { 20 }

  init(codec: Codec<Element>, scope: BundleScope) {
    self.codec = codec
    self.scope = scope
  }

  deinit {
    offsets.deallocate()
    times.deallocate()
    contexts.deallocate()
  }

  func start() { forget() }

  func abort() { forget() }

  func take(_ values: UnsafeMutablePointer<Element>, _ count: Int, _ header: Header) throws {
    if offsets.count == 0 { offsets.append(0) }
    let before = writer.count
    codec.encode(values, count, &writer, offsets.extend(by: count))
    let made = writer.count - before + count * Self.columnBytes
    held += made
    scope.outputBytes += made
    let timeColumn = times.extend(by: count)
    if let source = header.times {
      timeColumn.update(from: source, count: count)
    } else {
      timeColumn.update(repeating: header.time, count: count)
    }
    let contextColumn = contexts.extend(by: count)
    if let source = header.contexts {
      contextColumn.update(from: source, count: count)
    } else {
      contextColumn.update(repeating: header.context, count: count)
    }
    if held >= Self.blockBytes, let block = takeBlock() { leave(.elements([block])) }
  }

  func takeFailure() -> CoderError? { writer.takeFailure() }

  func takeOutput() -> BundleOutput {
    defer { shrink() }
    return .elements(takeBlock().map { [$0] } ?? [])
  }

  func connect(_ leave: @escaping (BundleOutput) -> Void) { self.leave = leave }

  var keptMemory: Int { writer.capacity + offsets.memory + times.memory + contexts.memory }

  /// Returns what has been written as a block. The block is a copy of exact size; the sink keeps its own memory for the next
  /// block.
  private func takeBlock() -> ElementBlock? {
    let count = times.count
    guard count > 0 else { return nil }
    defer { forget() }
    let isOneTime = times.isUniform
    let time = times.base[0]
    let isOneContext = contexts.isUniform
    let entries = isOneContext ? [scope.contexts[contexts.base[0]].planContext] : denseContexts()
    // SAFETY: the block adopts the copies, and frees them. `count` is above 0, so the columns' first entries are initialised.
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: writer.count)
    bytes.update(from: writer._base, count: writer.count)
    return ElementBlock(
      adopting: bytes, byteCount: writer.count, offsets: offsets.copy(), count: count,
      times: isOneTime ? nil : times.copy(), uniformTime: time, contextIndices: isOneContext ? nil : contexts.copy(),
      contexts: entries)
  }

  /// Discards what has been written, but keeps the memory.
  private func forget() {
    held = 0
    writer.reset()
    offsets.removeAll()
    times.removeAll()
    contexts.removeAll()
  }

  /// Frees memory that only a large bundle needs.
  private func shrink() {
    if writer.capacity > Self.keptBytes { writer.takeMemory(leaving: 1024).deallocate() }
    offsets.shrink(to: Self.keptBytes / 8)
    times.shrink(to: Self.keptBytes / 8)
    contexts.shrink(to: Self.keptBytes / 8)
  }

  /// Returns the contexts that occur in the block, and rewrites the column from the bundle's numbers to their indices.
  private func denseContexts() -> [WindowContext] {
    var entries: [WindowContext] = []
    var numbers: [UInt32?] = Array(repeating: nil, count: scope.contexts.count)
    for i in 0..<contexts.count {
      let number = contexts.base[i]
      if let known = numbers[Int(number)] {
        contexts.base[i] = known
      } else {
        let next = UInt32(entries.count)
        entries.append(scope.contexts[number].planContext)
        numbers[Int(number)] = next
        contexts.base[i] = next
      }
    }
    return entries
  }
}
