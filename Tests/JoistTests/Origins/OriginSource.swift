import Joist
import JoistTesting

/// Counts, in bundles of any size: the origins of its results must not show where bundles ended.
struct OriginSource: SplittableDoFn {
  /// How it claims.
  enum Claiming: CaseIterable, Sendable {
    /// One offset after the other, each with one result.
    case one
    /// Every third offset, with none, one or two results.
    case some
    /// Many offsets at a time.
    case many
  }

  let claiming: Claiming
  /// Claims in one bundle.
  let most: Int

  func initialRestriction(for name: String) -> OffsetRange { OffsetRange(from: 0, to: 3000) }
  func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }

  func process(
    _ name: String, _ claims: inout Claims<OffsetRangeTracker>, in context: borrowing SourceContext<KV<Int, Int>>
  ) -> Continuation {
    var next = claims.tracker.restriction.from
    if claiming == .some { next += (3 - next % 3) % 3 }
    var left = most
    while left > 0 {
      switch claiming {
      case .one, .some:
        guard claims.tryClaim(next) else { return .done }
        for number in 0..<(claiming == .one ? 1 : Int(next / 3 % 3)) { context.emit(KV(Int(next), number)) }
        next += claiming == .one ? 1 : 3
        left -= 1
      case .many:
        let count = claims.tryClaim(from: next, atMost: min(left, 100))
        if count == 0 { return .done }
        let first = Int(next)
        context.emit(count: count) { (KV(first + $0, 0), Timestamp(milliseconds: 0)) }
        next += Int64(count)
        left -= count
      }
    }
    return claims.tracker.isDone ? .done : .resume(after: .zero)
  }
}

/// Who a pipeline is run for.
struct Runs {
  /// Runs of a pipeline that must not differ: threads, and order of the work.
  static var options: [TestOptions] {
    (0..<4).map { number in
      var options = TestOptions()
      options.parallelism = 1 + number
      options.seed = UInt64(number)
      options.shuffles = number > 0
      return options
    }
  }

  /// The elements by the ids of their failures.
  static func failures<Element: Streamable & Equatable>(
    _ options: TestOptions = TestOptions(), _ build: (Pipeline) throws -> PCollection<Failure<Element>>
  ) throws -> [(id: String, element: Element)] {
    try testPipeline(options, build).elements.map { ($0.id, $0.element) }.sorted { $0.id < $1.id }
  }
}

struct Refused: Error {}

extension PCollection where Element: Streamable {
  /// What the step `Check` refuses: all of it.
  func refused() -> PCollection<Failure<Element>> { tryMap("Check") { _ -> Int in throw Refused() }.failures }
}
