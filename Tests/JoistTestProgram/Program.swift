import Joist

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A pipeline program for tests of what a shell sees of one: help, output, signals, exit codes.
@main struct Program: PipelineCommand {
  enum Mode: String, ExpressibleByArgument, CaseIterable { case finish, fail, forever, hang, endless }

  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "program", abstract: "Counts, fails, runs for ever or hangs.")
  }

  @Option(help: "What it does.") var mode = Mode.finish
  @Option(help: "The function that never comes back.") var place = Endless.process
  @Option(help: "How many numbers it makes.") var numbers: Int64 = 1000

  struct Refused: Error, CustomStringConvertible {
    var number: Int64
    var description: String { "the number \(number) is refused" }
  }

  func build(_ pipeline: Pipeline) {
    switch mode {
    case .finish:
      _ = pipeline.create("Numbers", 0..<numbers).map("Mod") { $0 % 10 }.countPerElement()
        .map("Show") { Self.say("\($0.key): \($0.value)") }
    case .fail:
      _ = pipeline.create("Numbers", 0..<numbers).map("Check") { number -> Int64 in
        if number == 7 { throw Refused(number: number) }
        return number
      }
    case .forever:
      _ = pipeline.create("Start", [0]).parDo("Forever", Forever()).map("Pass") { $0 + 1 }
    case .hang:
      _ = pipeline.create("Start", [0]).map("Hang") { (_: Int) -> Bool in
        Self.say("running")
        while true { pause() }
      }
    case .endless: place.build(pipeline, from: 0..<numbers)
    }
  }

  /// Writes a line at once.
  @discardableResult static func say(_ line: String) -> Bool {
    print(line)
    fflush(nil)
    return true
  }

  /// Counts without an end.
  struct Forever: SplittableDoFn {
    static var isBounded: Bool { false }

    func initialRestriction(for element: Int) -> OffsetRange { OffsetRange(from: 0, to: .max) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }

    func process(
      _ element: Int, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
    ) -> Continuation {
      var next = claims.tracker.restriction.from
      if next == 0 { Program.say("running") }
      context.hasBacklog = true
      while claims.tryClaim(next) {
        context.emit(next, at: Timestamp(milliseconds: next))
        next += 1
      }
      return .done
    }
  }
}
