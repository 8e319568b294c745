import Foundation
import JoistFiles
import TestSupport
import Testing

/// Elements that hold line feeds, in one file and in several.
@Suite struct WholeElementTests {
  /// The texts of the files that the elements are written to.
  private func shards(_ elements: [String], _ count: Int, threads: Int = 2, seed: UInt64 = 1) throws -> [String] {
    let scratch = try Scratch()
    try Job.run(threads: threads, seed: seed, shuffles: seed > 1) {
      $0.create(elements).writeText(to: scratch.path + "/out", shards: count)
    }
    return try scratch.names().map(scratch.read)
  }

  @Test("An element with line feeds is never split between two files")
  func oneElement() throws {
    for count in 2...5 {
      let texts = try shards(["aaaaaaaaaa\nbbbbbbbbbb"], count)
      #expect(texts.filter { !$0.isEmpty } == ["aaaaaaaaaa\nbbbbbbbbbb\n"], "\(count) files: \(texts)")
    }
  }

  @Test(
    "Every element is in one file, and the files have similar sizes",
    arguments: 0..<30 as Range<UInt64>)
  func randomElements(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let elements = (0..<Int.random(in: 1...60, using: &random)).map { number in
      "<\(number)"
        + (0..<Int.random(in: 0...6, using: &random)).map { _ in
          ["\n", "x", "é", "\r\n", "yy"].randomElement(using: &random) ?? ""
        }
        .joined() + ">"
    }
    let count = Int.random(in: 2...6, using: &random)
    let texts = try shards(elements, count, threads: 1 + Int(seed % 3), seed: seed)
    #expect(texts.count == count)
    // An element ends with the only ">\n" in it.
    let found = texts.flatMap { text in
      text.split(separator: ">\n", omittingEmptySubsequences: false).dropLast().map { String($0) + ">" }
    }
    #expect(found.sorted() == elements.sorted(), "\(Seeds.replay(seed, "randomElements", of: "JoistFilesTests"))")
    #expect(texts.allSatisfy { $0.isEmpty || $0.hasPrefix("<") && $0.hasSuffix(">\n") }, "\(texts)")
    let sizes = texts.map(\.utf8.count)
    let longest = elements.map(\.utf8.count).max() ?? 0
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 2 * (longest + 1) + 1, "\(sizes)")
  }

  @Test("Elements longer than any buffer are not split")
  func longElements() throws {
    let elements = (0..<6).map { number in
      "<" + (0..<40_000).map { _ in "line \(number)" }.joined(separator: "\n") + ">"
    }
    let texts = try shards(elements, 3)
    #expect(texts.map { $0.split(separator: ">\n").count } == [2, 2, 2])
    #expect(texts.flatMap { $0.split(separator: ">\n").map { String($0) + ">" } }.sorted() == elements.sorted())
  }

  @Test("Many elements with line feeds are not split")
  func manyElements() throws {
    let elements = (0..<12_000).map { "<\($0)\n\($0)>" }
    let texts = try shards(elements, 7, threads: 1)
    let found = texts.flatMap { $0.split(separator: ">\n").map { String($0) + ">" } }
    #expect(found.sorted() == elements.sorted())
    #expect(texts.allSatisfy { $0.hasPrefix("<") && $0.hasSuffix(">\n") })
  }

  @Test("Elements with line feeds are read back as several lines without a final carriage return")
  func readAgain() throws {
    let scratch = try Scratch()
    try Job.run { $0.create(["a\nb", "e\r", ""]).writeText(to: scratch.path + "/out") }
    try Job.run { $0.readText(from: scratch.path + "/out").writeText(to: scratch.path + "/again") }
    #expect(try scratch.lines("again") == ["", "a", "b", "e"])
  }
}
