import Beam
import JoistPlan
import Rows

/// Where a stage's elements go out to one edge.
protocol Sink: AnyObject {
  /// Why something that the bundle wrote could not be encoded; asked for behind `takeOutput`.
  func takeFailure() -> CoderError?
  /// What the bundle wrote and has not left yet; the sink is empty again.
  func takeOutput() -> BundleOutput
  /// Names where output goes that leaves while the bundle runs.
  func connect(_ leave: @escaping (BundleOutput) -> Void)
}

extension Sink {
  /// Nothing leaves before the end.
  func connect(_ leave: @escaping (BundleOutput) -> Void) {}
}

/// Encodes elements into blocks.
final class ElementSink<Element>: BatchTaker, Sink {
  private let codec: Codec<Element>
  private let scope: BundleScope
  private var writer = RawWriter(capacity: 1024)
  private var offsets = Column<Int>()
  private var times = Column<Int64>()
  private var contexts = Column<UInt32>()
  private var leave: (BundleOutput) -> Void = { _ in }
  /// Bytes at which a block is closed.
  private static var blockBytes: Int { 1 << 20 }

  init(codec: Codec<Element>, scope: BundleScope) {
    self.codec = codec
    self.scope = scope
  }

  deinit {
    offsets.deallocate()
    times.deallocate()
    contexts.deallocate()
  }

  func start() {
    abort()
  }

  func abort() {
    writer.reset()
    offsets.removeAll()
    times.removeAll()
    contexts.removeAll()
  }

  func take(_ values: UnsafeMutablePointer<Element>, _ count: Int, _ header: Header) throws {
    if offsets.count == 0 { offsets.append(0) }
    let before = writer.count
    codec.encode(values, count, &writer, offsets.extend(by: count))
    scope.outputBytes += writer.count - before
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
    if writer.count >= Self.blockBytes, let block = takeBlock() { leave(.elements([block])) }
  }

  func takeFailure() -> CoderError? { writer.takeFailure() }

  func takeOutput() -> BundleOutput { .elements(takeBlock().map { [$0] } ?? []) }

  func connect(_ leave: @escaping (BundleOutput) -> Void) { self.leave = leave }

  private func takeBlock() -> ElementBlock? {
    let count = times.count
    guard count > 0 else { return nil }
    let memory = writer.takeMemory()
    let isOneTime = times.isUniform
    let time = times.base[0]
    let isOneContext = contexts.isUniform
    let entries = isOneContext ? [scope.contexts[contexts.base[0]].planContext] : denseContexts()
    guard let bytes = memory.bindMemory(to: UInt8.self).baseAddress else { return nil }
    defer {
      offsets.removeAll()
      times.removeAll()
      contexts.removeAll()
    }
    return ElementBlock(
      adopting: bytes, byteCount: memory.count, offsets: offsets.take(), count: count,
      times: isOneTime ? nil : times.take(), uniformTime: time, contextIndices: isOneContext ? nil : contexts.take(),
      contexts: entries)
  }

  /// The windows that occur in the block; rewrites the column from the bundle's numbers to the block's.
  private func denseContexts() -> [WindowContext] {
    var entries: [WindowContext] = []
    var places: [UInt32: UInt32] = [:]
    for i in 0..<contexts.count {
      let number = contexts.base[i]
      let place =
        places[number]
        ?? {
          entries.append(scope.contexts[number].planContext)
          return UInt32(entries.count - 1)
        }()
      places[number] = place
      contexts.base[i] = place
    }
    return entries
  }
}
