import Beam
import Foundation
import JoistFiles

/// W1: counts the words of a text file, from file to file.
enum WordCount {
  /// How a line is split.
  enum Splitting {
    /// The SDK's words.
    case words
    /// The standard library's `split`, as in many first programs.
    case standard
  }

  static func make(_ name: String, _ text: WordText, _ splitting: Splitting, _ setting: Setting) throws -> Case {
    let input = try text.path()
    let output = FileManager.default.temporaryDirectory
      .appending(path: "joist-benchmark-words-\(ProcessInfo.processInfo.processIdentifier)").path
    func checked(_ contender: Contender) -> Contender {
      contender.answering {
        defer { try? FileManager.default.removeItem(atPath: output) }
        return try WordAnswer.read(output)
      }
    }
    var contenders = setting.engines { try run(splitting, input, output, $0) }
    contenders.append(Contender(.loop) { try loop(input, output) })
    contenders += try setting.peers.limit("W1", text.name, events: 0, more: [input, output])
    return Case(name: name, unit: "words", units: try words(in: input), contenders: contenders.map(checked))
  }

  /// The pipeline.
  private static func run(_ splitting: Splitting, _ input: String, _ output: String, _ engine: EngineRun) throws
    -> [Int64]
  {
    let pipeline = Pipeline()
    let lines = pipeline.readText(from: input)
    let words =
      switch splitting {
      case .words: lines.flatMap("Split") { $0.words }
      case .standard: lines.flatMap("Split") { $0.split(separator: " ").map(String.init) }
      }
    words
      .countPerElement()
      .map("Format") { "\($0.key)\t\($0.value)" }
      .writeText(to: output)
    try engine.run(pipeline)
    return []
  }

  private static func loop(_ input: String, _ output: String) throws -> [Int64] {
    try WordLoop.count(wordsOf: input, to: output)
    return []
  }

  /// The number of words in a file.
  private static func words(in path: String) throws -> Int {
    try MappedFile.withBytes(of: path) { text in
      var count = 0
      var isInWord = false
      for byte in text {
        let isLetter = byte > UInt8(ascii: " ")
        if isLetter, !isInWord { count += 1 }
        isInWord = isLetter
      }
      return count
    }
  }
}
