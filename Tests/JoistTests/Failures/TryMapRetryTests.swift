import Joist
import JoistRunner
import JoistTesting
import Synchronization
import Testing

/// A `RetryableError` says that the same element may succeed later: `tryMap` lets the bundle be tried again and makes no
/// failure of it.
@Suite struct TryMapRetryTests {
  struct Bad: Error {}

  @Test("An element is mapped after an unavailable service is back", arguments: [1, 7, 600])
  func triesAgain(count: Int) throws {
    let calls = Atomic(0)
    let seen = try testPipeline { pipeline in
      let mapped = pipeline.create(0..<count).tryMap("Ask") { number -> Int in
        if number == count / 2, calls.add(1, ordering: .relaxed).newValue < 3 {
          throw RetryableError("the far side is away", hadContact: true)
        }
        return number
      }
      return mapped.results.flattened(with: mapped.failures.map { _ in -1 })
    }
    #expect(seen.elements.sorted() == Array(0..<count))
    #expect(calls.load(ordering: .relaxed) == 3)
  }

  @Test("A service that has never responded fails the job, as in any other step")
  func withoutContact() {
    #expect(throws: RetryableError.self) {
      try testPipeline { pipeline in
        pipeline.create([1, 2]).tryMap("Ask") { _ -> Int in
          throw RetryableError("nothing is there", hadContact: false)
        }.failures.map { $0.reason }
      }
    }
  }

  @Test("Other errors are failures, even next to one that is retried")
  func othersFail() throws {
    let calls = Atomic(0)
    let failed = try testPipeline { pipeline in
      pipeline.create(0..<10).tryMap("Ask") { number -> Int in
        if number == 9, calls.add(1, ordering: .relaxed).newValue == 1 {
          throw RetryableError("the far side is away", hadContact: true)
        }
        if number.isMultiple(of: 2) { throw Bad() }
        return number
      }.failures.map { $0.element }
    }
    #expect(failed.elements.sorted() == [0, 2, 4, 6, 8])
  }
}
