import Beam
import JoistFiles
import JoistRunner
import Rows
import Synchronization
import TestSupport
import Testing

/// Files in and out of whole jobs.
@Suite struct JobTests {
  private func lines(_ count: Int, using random: inout SplitMix) -> [String] {
    (0..<count).map { number in
      "\(number)"
        + String(repeating: number.isMultiple(of: 3) ? "é" : "x", count: Int.random(in: 0...90, using: &random))
    }
  }

  @Test("Every line is read exactly once", arguments: Seeds.chosen(from: 0..<6))
  func everyLineArrivesOnce(seed: UInt64) throws {
    let scratch = try Scratch()
    var random = SplitMix(seed: seed)
    let texts = lines(30_000, using: &random)
    let input = try scratch.write(texts.joined(separator: seed.isMultiple(of: 2) ? "\n" : "\r\n").utf8, to: "in.txt")
    try Job.run(threads: 1 + Int(seed % 3), seed: seed, shuffles: seed > 1) {
      $0.readText(from: input).writeText(to: scratch.path + "/out.txt")
    }
    let written = try scratch.read("out.txt").split(separator: "\n").map(String.init)
    #expect(written.count == texts.count)
    #expect(written.sorted() == texts.sorted(), "\(Seeds.replay(seed, "everyLineArrivesOnce", of: "JoistFilesTests"))")
    #expect(try scratch.names() == ["in.txt", "out.txt"])
  }

  @Test("The backlog of a file is the bytes that have not been read") func whatIsLeftOfAFileIsItsBacklog() throws {
    let scratch = try Scratch()
    var random = SplitMix(seed: 1)
    let text = lines(40_000, using: &random).joined(separator: "\n")
    let input = try scratch.write(text.utf8, to: "in.txt")
    let seen = Mutex<[StepStatus.Backlog?]>([])
    let running = Mutex<LocalJob?>(nil)
    let pipeline = Pipeline()
    _ = pipeline.readText(from: input).map("Look") { line -> Int in
      if line.utf8.first == UInt8(ascii: "3") {
        let status = running.withLock { $0 }?.status
        seen.withLock { $0.append(status?.steps.first { $0.backlog?.bytes ?? 0 > 0 }?.backlog) }
      }
      return line.utf8.count
    }
    let options = JobOptions(parallelism: 1, seed: 1, logger: Logger(label: "test", logLevel: .critical))
    let job = try LocalJob(pipeline, options: options)
    running.withLock { $0 = job }
    _ = try job.run()
    let backlogs = seen.withLock { $0 }
    // It is cut into pieces; what is at work counts as it was when it was begun, the last known.
    #expect(backlogs.first??.bytes == text.utf8.count)
    let bytes = backlogs.compactMap { $0?.bytes }
    #expect(bytes.count == backlogs.count)
    #expect(bytes == bytes.sorted(by: >))
    #expect(Set(bytes).count > 1)
    #expect(job.status.steps.allSatisfy { $0.backlog?.isEmpty ?? true })
  }

  @Test("A job counts the words of a file") func wordsAreCounted() throws {
    let scratch = try Scratch()
    try scratch.write("to be or not\nto be".utf8, to: "a.txt")
    try scratch.write("\n  That, is:\nthe é question\n".utf8, to: "b.txt")
    try Job.run {
      $0.readText(from: scratch.path + "/*.txt")
        .flatMap("Split") { $0.words }
        .countPerElement()
        .map("Format") { "\($0.key): \($0.value)" }
        .writeText(to: scratch.path + "/counts")
    }
    let counts = try scratch.read("counts").split(separator: "\n").sorted()
    #expect(counts == ["That: 1", "be: 2", "is: 1", "not: 1", "or: 1", "question: 1", "the: 1", "to: 2", "é: 1"])
  }

  @Test("readLines returns lines that are not UTF-8 unchanged") func linesAreBytesWhateverTheyAre() throws {
    let scratch = try Scratch()
    let bytes: [UInt8] = [0xEF, 0xBB, 0xBF, 0x61, 0x0D, 0x0A, 0xFF, 0x00, 0x0A, 0x0A, 0x62, 0xC3]
    let input = try scratch.write(bytes, to: "in")
    try Job.run {
      $0.readLines(from: input).map { "\(Array($0))" }.writeText(to: scratch.path + "/out")
      // Another of the same kind needs no name.
      $0.readLines(from: input).map { "\($0.count)" }.writeText(to: scratch.path + "/counts")
    }
    #expect(try scratch.read("out").split(separator: "\n").sorted() == ["[255, 0]", "[97]", "[98, 195]", "[]"])
    #expect(try scratch.read("counts").split(separator: "\n").sorted() == ["0", "1", "2", "2"])
  }

  /// A line that is refused is found again by its origin: the byte at which it begins, wherever the file was cut.
  @Test("The origin of a dead letter contains the byte offset of its line", arguments: 0..<3 as Range<UInt64>)
  func refusedLinesNameTheirByte(seed: UInt64) throws {
    struct Refused: Error {}
    let scratch = try Scratch()
    var random = SplitMix(seed: 9)
    let text = lines(40_000, using: &random).joined(separator: "\n")
    let input = try scratch.write(text.utf8, to: "in.txt")
    try Job.run(threads: 1 + Int(seed), seed: seed, shuffles: seed > 0) {
      $0.readText(from: input)
        .tryMap("Check") { line -> Int in
          if line.utf8.count % 7 == 0 { throw Refused() }
          return line.utf8.count
        }
        .failures.map { "\($0.id) \($0.element)" }.writeText(to: scratch.path + "/refused")
    }
    var expected: [String] = []
    var byte = 0
    for line in text.split(separator: "\n") {
      if line.utf8.count % 7 == 0 { expected.append("Check at \(input)@\(byte) \(line)") }
      byte += line.utf8.count + 1
    }
    #expect(expected.count > 1000)
    #expect(try scratch.read("refused").split(separator: "\n").sorted() == expected.map { $0[...] }.sorted())
  }

  @Test("A windowed collection is written to several shards") func shardsOfWindowedInput() throws {
    let scratch = try Scratch()
    let texts = (1000..<2000).map(String.init)
    try Job.run(threads: 3, shuffles: true) {
      $0.create(texts).withTimestamps { Timestamp(milliseconds: (Int64($0) ?? 0) * 1000) }
        .windowed(by: .fixed(.seconds(10)))
        .writeText(to: scratch.path + "/out", shards: 4)
    }
    let names = (0..<4).map { "out-0000\($0)-of-00004" }
    #expect(try scratch.names() == names)
    #expect(try names.flatMap { try scratch.read($0).split(separator: "\n") }.sorted() == texts.map { $0[...] })
    #expect(try names.allSatisfy { try scratch.read($0).utf8.count == 1250 })
  }

  @Test("An empty collection makes an empty file") func noElementMakesAnEmptyFile() throws {
    let scratch = try Scratch()
    try scratch.write([], to: "empty")
    try Job.run { $0.readText(from: scratch.path + "/empty").writeText(to: scratch.path + "/out") }
    #expect(try scratch.read("out") == "")
  }

  @Test("A later step can read the written files") func writtenFilesCanBeReadOn() throws {
    let scratch = try Scratch()
    try Job.run {
      $0.create(["a", "b"]).writeText("First", to: scratch.path + "/first")
        .readTextFiles().map { $0 + "!" }
        .writeText("Second", to: scratch.path + "/second")
    }
    #expect(try scratch.read("second").split(separator: "\n").sorted() == ["a!", "b!"])
  }

  @Test("A job that fails leaves no files") func aJobThatFailsLeavesNothing() throws {
    let scratch = try Scratch()
    let input = try scratch.write((0..<20_000).map { "\($0)\n" }.joined().utf8, to: "in.txt")
    let text = message {
      try Job.run {
        $0.readText(from: input)
          .map("Check") { line in
            if line == "19000" { throw FileError(path: "line", message: "is refused") }
            return line
          }
          .writeText(to: scratch.path + "/new/out.txt")
      }
    }
    #expect(text.contains("is refused") && text.contains("Check"))
    #expect(try scratch.names() == ["in.txt"])
  }

  @Test("A job that is stopped leaves no files") func aJobThatIsStoppedLeavesNothing() throws {
    let scratch = try Scratch()
    // So long that a stop in its first part comes long before the end.
    let input = try scratch.write((0..<400_000).map { "\($0)\n" }.joined().utf8, to: "in.txt")
    let running = Mutex<LocalJob?>(nil)
    let pipeline = Pipeline()
    pipeline.readText(from: input)
      .map("Stop") { line in
        if line == "100" { running.withLock { $0 }?.stop() }
        return line
      }
      .writeText(to: scratch.path + "/out.txt")
    let options = JobOptions(parallelism: 1, seed: 1, logger: Logger(label: "test", logLevel: .critical))
    let job = try LocalJob(pipeline, options: options)
    running.withLock { $0 = job }
    let outcome = try job.run()
    running.withLock { $0 = nil }
    #expect(outcome == .stopped)
    #expect(try scratch.names() == ["in.txt"])
  }

  @Test("Retried bundles leave no duplicate lines") func bundlesThatAreRunAgainLeaveNoDuplicates() throws {
    let scratch = try Scratch()
    let texts = (0..<20_000).map { "line \($0)" }
    let input = try scratch.write(texts.joined(separator: "\n").utf8, to: "in.txt")
    let failures = Mutex(3)
    try Job.run(threads: 2, shuffles: true, attempts: 10) {
      $0.readText(from: input)
        .map("Shaky") { line in
          let fails =
            line.hasSuffix("77")
            && failures.withLock { left in
              left > 0
                ? {
                  left -= 1; return true
                }() : false
            }
          if fails { throw FileError(path: "line", message: "fails now and then") }
          return line
        }
        .writeText(to: scratch.path + "/out.txt")
    }
    let left = failures.withLock { $0 }
    #expect(left == 0, "all failures happened")
    #expect(try scratch.read("out.txt").split(separator: "\n").map(String.init).sorted() == texts.sorted())
    #expect(try scratch.names() == ["in.txt", "out.txt"])
  }

  @Test("Input that is not UTF-8 fails the job with its file and byte") func badInputFailsWithItsPlace() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Array("fine\n".utf8) + [0xFF, 0x0A], to: "bad.txt")
    let text = message { try Job.run { $0.readText("Read lines", from: path).writeText(to: scratch.path + "/out") } }
    #expect(text.contains("\"\(path)\": byte 5 (0xff) is not UTF-8") && text.contains("Read lines/Read"), "\(text)")
    #expect(try scratch.names() == ["bad.txt"])
  }

  @Test("A job with a missing input file does not start") func missingInputKeepsTheJobFromStarting() throws {
    let scratch = try Scratch()
    let started = Mutex(false)
    let text = message {
      try Job.run {
        $0.create(["x"]).map { (element: String) -> String in
          started.withLock { $0 = true }
          return element
        }.writeText(to: scratch.path + "/out")
        $0.readText(from: scratch.path + "/no*.txt").writeText("Other", to: scratch.path + "/other")
      }
    }
    #expect(text.hasPrefix("\"\(scratch.path)/no*.txt\": no file matches"))
    let hasStarted = started.withLock { $0 }
    #expect(!hasStarted)
    #expect(try scratch.names() == [])
  }
}
