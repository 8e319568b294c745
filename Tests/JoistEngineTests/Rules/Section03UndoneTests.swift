import JoistEngine
import JoistPlan
import Testing

/// §3: a bundle of elements may end before the last of them.
@Suite struct Section03UndoneTests {
  private var plan: Plan { Plans.chain([(.impulse, "Impulse"), (.elements, "Make"), (.elements, "Work")]) }

  /// An engine at whose stage `Work` elements of one byte wait, in blocks.
  private func engine(_ blocks: [[UInt8]], times: [Int64] = [], depth: Int = 1) throws -> TestEngine {
    var plan = plan
    plan.stages[2].pipelineDepth = depth
    let engine = TestEngine(plan)
    let made = blocks.enumerated().map { index, bytes in
      Make.block(bytes.map { [$0] }, time: times.isEmpty ? 0 : times[index])
    }
    engine.commit(try engine.bundle(), [.elements(made)])
    return engine
  }

  @Test("Elements that a bundle has not begun are the input of the next one, in order")
  func undoneElementsAreNext() throws {
    let engine = try engine([[1, 2, 3], [4, 5], [6]])
    let first = try engine.bundle()
    #expect(try first.elements == [[1], [2], [3], [4], [5], [6]])
    engine.commit(first, undone: 4)
    let second = try engine.bundle()
    #expect(try second.elements == [[3], [4], [5], [6]])
    engine.commit(second, undone: 1)
    let third = try engine.bundle()
    #expect(try third.elements == [[6]])
    engine.commit(third)
    #expect(engine.progress == .finished)
  }

  @Test("Elements that a bundle has not begun come before elements that arrived later")
  func undoneElementsComeBeforeLaterOnes() throws {
    let engine = TestEngine(
      Plans.chain([(.impulse, "Impulse"), (.restrictions, "Read"), (.elements, "Work")], bounded: true))
    let read = try engine.bundle()
    engine.commit(read, [.elements([Make.block([[1], [2]])])], left: [try read.residual(0, isBounded: true)])
    let work = try engine.bundle()
    let again = try engine.bundle()
    engine.commit(again, [.elements([Make.block([[3]])])])
    engine.commit(work, undone: 1)
    #expect(try engine.bundle().elements == [[2], [3]])
  }

  @Test("While a bundle settles, the next one of its lane starts with the elements that it has not begun")
  func theLaneGoesOnWhileItSettles() throws {
    let engine = try engine([[1, 2, 3]], depth: 2)
    let first = try engine.bundle()
    engine.settle(first, undone: 2)
    let second = try engine.bundle()
    #expect(try second.elements == [[2], [3]])
    engine.commit(second)
    #expect(engine.commitSettled(first).committed == [first.id, second.id])
    #expect(engine.progress == .finished)
  }

  @Test("A failure repeats all elements of the bundle in order, begun or not")
  func aFailureRepeatsAll() throws {
    let engine = try engine([[1, 2], [3, 4]], depth: 2)
    let first = try engine.bundle()
    engine.settle(first, undone: 3)
    let second = try engine.bundle()
    engine.settle(second, undone: 1)
    engine.fail(first)
    engine.fail(second)
    #expect(try engine.bundle().elements == [[1], [2], [3], [4]])
  }

  @Test("The watermark passes elements that are done, and waits for those that are not")
  func theWatermarkWaitsForUndoneElements() throws {
    let engine = try engine([[1, 2], [3]], times: [10, 20])
    engine.commit(try engine.bundle(), undone: 2)
    #expect(try engine.watermarks("Work") == [10, 10])
    engine.commit(try engine.bundle(), undone: 1)
    #expect(try engine.watermarks("Work") == [20, 20])
    engine.commit(try engine.bundle())
    #expect(try engine.watermarks("Work") == [EventTime.max, EventTime.max])
  }

  @Test("A bundle may begin none of its elements")
  func allElementsMayBeUndone() throws {
    let engine = try engine([[1, 2]])
    engine.commit(try engine.bundle(), undone: 2)
    let again = try engine.bundle()
    #expect(try again.elements == [[1], [2]])
    engine.commit(again)
    #expect(engine.progress == .finished)
    #expect(engine.memory("blocks between stages") == 0)
  }
}
