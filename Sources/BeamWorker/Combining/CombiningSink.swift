import Beam
import JoistPlan
import Rows

/// Combines pairs before the shuffle, as long as that reduces their number, and writes the result to a keyed edge.
final class CombiningSink<Key: StreamKey, Function: CombineFn>: BatchSink, Sink {
  // SAFETY: `@exclusivity(unchecked)`: one thread at a time uses a sink, and nothing that it calls calls back.
  typealias Element = KV<Key, Function.Input>
  private typealias Pairs = UnsafeMutablePointer<KV<Key, Function.Input>>

  private let loops: CombineLoops<Key, Function>
  private let step: Step
  private let scope: BundleScope
  private let partials: PartialRecords<Key, Function>
  @exclusivity(unchecked) private var records: DirectRecords
  @exclusivity(unchecked) private var blocks = KeyedBlocks()
  /// Whether pairs may be combined.
  private let combines: Bool
  /// How many more pairs are written directly, because combining did not pay off in the last sample.
  @exclusivity(unchecked) private var direct = 0
  /// Decides whether combining pays off.
  @exclusivity(unchecked) private var gain = CombiningGain()
  /// The number of pairs until the next look.
  @exclusivity(unchecked) private var untilLook = CombiningGain.untilFirstLook
  /// The number of contexts in the bundle at the last batch.
  @exclusivity(unchecked) private var contexts = 0
  /// The bytes of the table and of its records that have been added to the bundle's output.
  @exclusivity(unchecked) private var counted = 0

  /// The number of pairs that are written directly before a new sample.
  private static var untilNextLook: Int { 2_000_000 }

  init(
    loops: CombineLoops<Key, Function>, step: Step, scope: BundleScope, combines: Bool = true, keepsTimes: Bool = false
  ) {
    self.loops = loops
    self.step = step
    self.scope = scope
    self.combines = combines
    records = DirectRecords(keepsTimes: keepsTimes)
    partials = PartialRecords(loops, scope: scope)
  }

  deinit { records.deallocate() }

  func start() { abort() }

  func abort() {
    partials.removeAll()
    records.removeAll()
    blocks.removeAll()
    contexts = 0
    counted = 0
  }

  func take(_ values: UnsafeMutablePointer<KV<Key, Function.Input>>, _ count: Int, _ header: Header) throws {
    if direct > 0 || !combines {
      if combines { direct -= count }
      records.write(loops.direct, values, count, header)
    } else if header.contexts == nil {
      try combine(values, count, header)
    } else {
      try combineParts(values, count, header)
    }
    if untilLook <= 0 { look() }
    countBytes()
  }

  /// Adds a batch of several contexts.
  private func combineParts(_ pairs: Pairs, _ count: Int, _ header: Header) throws {
    var done = 0
    do {
      try ContextRuns.forEach(header, count) { start, count, part in
        done = start + count
        try combine(pairs + start, count, part)
      }
    } catch {
      // `combine` has destroyed all pairs of its part.
      (pairs + done).deinitialize(count: count - done)
      throw error
    }
  }

  /// Flushes a large table when other windows begin.
  private func flushBefore(_ header: Header) {
    let known = scope.contexts.count
    let isNew = header.contexts == nil ? header.context != partials.state.only : known != contexts
    contexts = known
    if isNew, partials.isWorn { flush() }
  }

  /// Adds pairs of a batch to the table, and flushes it whenever it is full.
  private func combine(_ pairs: Pairs, _ count: Int, _ header: Header) throws {
    untilLook -= count
    flushBefore(header)
    let batch = CombineBatch(
      count: count, minTime: header.minTime(count), context: header.context,
      contexts: header.contexts.map { UnsafePointer($0) }, contextLimit: contexts)
    let done: Int
    do {
      done = try partials.add(pairs, batch)
    } catch {
      throw failure(error, at: partials.state.failed, of: pairs, header)
    }
    if done < count { try combineRest(pairs, done, batch, header) }
    if let fault = GroupFault.take() { throw step.failure(fault) }
  }

  /// Adds the rest of a batch after the table was full. It is a function of its own, like the handling of errors, because
  /// unspecialised code looks up the size of a pair wherever it advances a pointer.
  @inline(never)
  private func combineRest(_ pairs: Pairs, _ first: Int, _ batch: CombineBatch, _ header: Header) throws {
    var done = first
    while done < batch.count {
      flush()
      do {
        done += try partials.add(pairs + done, batch.dropping(done))
      } catch {
        throw failure(error, at: done + partials.state.failed, of: pairs, header)
      }
    }
  }

  /// Returns the step's failure at a pair, and destroys the pair, the only one that is still initialised.
  @inline(never)
  private func failure(_ error: any Error, at index: Int, of pairs: Pairs, _ header: Header) -> any Error {
    let failure = step.failure(error, element: pairs[index], at: index, of: header)
    (pairs + index).deinitialize(count: 1)
    return failure
  }

  /// Flushes the table. If it has taken many pairs, this also decides whether combining pays off.
  private func flush() {
    let finding = gain.end((partials.state.added, partials.state.keys))
    partials.flush(into: &blocks)
    follow(finding)
  }

  /// Looks at the pairs so far, and decides whether combining pays off.
  private func look() {
    let finding = gain.look(at: partials.seen, room: partials.room)
    if finding == .isNotWorthIt { partials.flush(into: &blocks) }
    follow(finding)
  }

  /// Acts on a decision.
  private func follow(_ finding: CombiningGain.Finding?) {
    switch finding {
    case nil: return
    case .later(let pairs): untilLook = pairs
    case .isWorthIt, .isNotWorthIt:
      if finding == .isNotWorthIt { direct = Self.untilNextLook }
      untilLook = CombiningGain.untilFirstLook
      partials.restartCounting()
    }
  }

  /// Adds the bytes written to the bundle's output. They count twice, so that table and blocks stay in the cache.
  private func countBytes() {
    let bytes = blocks.bytes + partials.state.content
    scope.outputBytes += (records.countBytes() + bytes - counted) * 2
    counted = bytes
  }

  func takeFailure() -> CoderError? {
    let failure = records.takeFailure()
    return partials.takeFailure() ?? failure
  }

  var keptMemory: Int { partials.table.pointee.memory + records.keptMemory }

  func takeOutput() -> BundleOutput {
    flush()
    records.take(into: &blocks, scope)
    counted = 0
    return .records(blocks.take(contexts: scope.contexts.planContexts))
  }
}
