import Beam
import Rows
import JoistRunner
import Testing

/// The step that holds up its elements is named, not one before or after it. Only the threads of the job are watched.
@Suite(.timeLimit(.minutes(1))) struct SlowElementTests {
  private let named = Gate()
  private let message = "an element is taking a long time"

  /// Runs a pipeline in which "Hangs" waits until it is named.
  private func run(_ build: (Pipeline) -> Void) throws -> Bool {
    let log = LogKeeper { [named] event in
      if event.message == message && event.metadata["step"] == "Hangs" { named.open() }
    }
    let pipeline = Pipeline()
    build(pipeline)
    var options = Toys.options(log)
    options.slowElement = 20_000_000
    return try LocalJob(pipeline, options: options).run() == .finished
  }

  @Test("The log names a function that hangs") func aFunctionThatHangsIsNamed() throws {
    let isFinished = try run { pipeline in
      _ = pipeline.create("Numbers", [Int64(1), 2, 3]).map("Before") { $0 + 1 }
        .map("Hangs") { [named] (number: Int64) -> Int64 in
          if number == 3 { named.wait() }
          return number
        }
        .map("Behind") { $0 }
    }
    #expect(isFinished)
  }

  @Test("The log names a function that hangs after it has emitted output")
  func aFunctionThatHangsBehindItsOutputIsNamed() throws {
    struct Emits: DoFn {
      let named: Gate
      func process(_ count: Int64, in context: Context<Int64>) {
        // More than there is room for: the step after has run before this one hangs.
        for number in 0..<count { context.emit(number) }
        named.wait()
      }
    }
    let isFinished = try run { pipeline in
      _ = pipeline.create("Numbers", [Int64(5000)]).parDo("Hangs", Emits(named: named)).main.map("Behind") { $0 }
    }
    #expect(isFinished)
  }
}
