import Beam
import JoistPlan
import Rows

/// Combines pairs before the shuffle, as long as that makes fewer of them, and writes the result to a keyed edge.
///
/// One thread at a time has it, and nothing that it calls comes back to it: its properties are `@exclusivity(unchecked)`.
final class CombiningSink<Key: StreamKey, Function: CombineFn>: BatchSink, Sink {
  typealias Element = KV<Key, Function.Input>
  private typealias Pairs = UnsafeMutablePointer<KV<Key, Function.Input>>

  private let loops: CombineLoops<Key, Function>
  private let step: Step
  private let scope: BundleScope
  private let partials: PartialRecords<Key, Function>
  @exclusivity(unchecked) private var records = DirectRecords()
  @exclusivity(unchecked) private var blocks = KeyedBlocks()
  /// Pairs that are still to be written directly, since the last look showed that combining here gains nothing.
  @exclusivity(unchecked) private var direct = 0
  /// Whether combining here gains anything.
  @exclusivity(unchecked) private var gain = CombiningGain()
  /// Pairs until that is looked at.
  @exclusivity(unchecked) private var untilLook = CombiningGain.untilFirstLook
  /// How many contexts the bundle had at the last batch.
  @exclusivity(unchecked) private var contexts = 0
  /// The bytes of the table and of what came out of it, as last counted in.
  @exclusivity(unchecked) private var counted = 0

  /// Pairs after which it is looked at anew.
  private static var untilNextLook: Int { 2_000_000 }

  init(loops: CombineLoops<Key, Function>, step: Step, scope: BundleScope) {
    self.loops = loops
    self.step = step
    self.scope = scope
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
    if direct > 0 {
      direct -= count
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
      // `combine` has left none of its part alive.
      (pairs + done).deinitialize(count: count - done)
      throw error
    }
  }

  /// Flushes the table where other windows begin, if it is worth it.
  private func flushBefore(_ header: Header) {
    let known = scope.contexts.count
    let isNew = header.contexts == nil ? header.context != partials.state.only : known != contexts
    contexts = known
    if isNew, partials.isWorn { flush() }
  }

  /// Adds pairs to the table, which is flushed as often as it is full.
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

  /// Goes on where the table was full. Apart, as what follows a throw is: code that is not specialised looks for the size of a
  /// pair wherever it steps over one.
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

  /// What a pair's failure is to the step; destroys the pair, the only one that is left.
  @inline(never)
  private func failure(_ error: any Error, at index: Int, of pairs: Pairs, _ header: Header) -> any Error {
    let failure = step.failure(error, element: pairs[index], at: index, of: header)
    (pairs + index).deinitialize(count: 1)
    return failure
  }

  /// Flushes the table. One that has taken many pairs has shown whether combining is worth it; the next one begins anew.
  private func flush() {
    let finding = gain.end((partials.state.added, partials.state.keys))
    partials.flush(into: &blocks)
    follow(finding)
  }

  /// Decides whether combining here is worth it.
  private func look() {
    let finding = gain.look(at: partials.seen, room: partials.room)
    if finding == .isNotWorthIt { partials.flush(into: &blocks) }
    follow(finding)
  }

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

  /// Counts in what has been written, twice, since table and blocks are to stay in the cache.
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
