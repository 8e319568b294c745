import Beam
import JoistFiles
import JoistRunner
import Synchronization
import Testing

/// Into how many parts a source's work is cut at the start of a job: four for each thread, if it is worth it.
@Suite struct PartsTests {
  /// The most parts that were to be read at a time. Whoever has read an element looks before the first part is done.
  private func parts<Element: Streamable>(_ build: (Pipeline) -> PCollection<Element>) throws -> Int {
    let most = Mutex(0)
    let running = Mutex<LocalJob?>(nil)
    let pipeline = Pipeline()
    _ = build(pipeline).map("Look") { _ -> Int in
      let steps = running.withLock { $0 }?.status.steps ?? []
      most.withLock { most in most = steps.reduce(most) { max($0, $1.backlog?.parts ?? 0) } }
      return 0
    }
    let options = JobOptions(parallelism: 2, seed: 1, logger: Logger(label: "test", logLevel: .critical))
    let job = try LocalJob(pipeline, options: options)
    running.withLock { $0 = job }
    #expect(try job.run() == .finished)
    return most.withLock { $0 }
  }

  @Test("The lines of created elements are written once") func createdElements() throws {
    #expect(try parts { $0.create(0..<1000) } == 8)
    #expect(try parts { $0.create(0..<3) } == 3)
  }

  @Test(
    "A file is read in several parts",
    arguments: [
      // Bytes of the file, and the parts that are read.
      (3 << 20, 8), (8 * 256 << 10, 8), (3 * 256 << 10, 3), (1 << 18, 1), ((1 << 18) + 1, 2), (1_000, 1),
    ])
  func files(bytes: Int, expected: Int) throws {
    let scratch = try Scratch()
    let line = [UInt8](repeating: UInt8(ascii: "x"), count: 8191) + [UInt8(ascii: "\n")]
    let content = (0...bytes / line.count).flatMap { _ in line }.prefix(bytes)
    let path = try scratch.write(content, to: "in.txt")
    #expect(try parts { $0.readText(from: path) } == expected)
  }
}
