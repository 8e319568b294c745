import TestSupport
import Testing

@testable import JoistFiles

@Suite struct LineReaderTests {
  /// The lines of a file, the obvious way.
  static func naive(_ bytes: [UInt8]) -> [String] {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    let last = lines.removeLast()
    lines = lines.map { $0.last == UInt8(ascii: "\r") ? Array($0.dropLast()) : $0 }
    if !last.isEmpty { lines.append(last) }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The lines of the parts of a file that is cut at some places.
  static func read(_ path: String, size: Int, cuts: [Int], chunk: Int) throws -> [String] {
    let reader = LineReader(chunk: chunk)
    let borders = [0] + cuts + [size]
    var lines: [String] = []
    for (from, to) in zip(borders, borders.dropFirst()) where from < to {
      try reader.open(FilePath(utf8: path), from: Int64(from), to: Int64(to))
      while reader.position < to { lines.append(try reader.nextLine()) }
    }
    return lines
  }

  static let pieces = ["", "a", "line", "two words", "é", "漢字", "😀", "\r", "\r\r", "\0", "tab\t", "ends in one\r"]

  static func randomFile(using random: inout SplitMix) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      for _ in 0..<Int.random(in: 0...3, using: &random) { bytes += (pieces.randomElement(using: &random) ?? "").utf8 }
      bytes += Bool.random(using: &random) ? "\n".utf8 : "\r\n".utf8
    }
    if Bool.random(using: &random) { bytes += (pieces.randomElement(using: &random) ?? "").utf8 }
    return bytes
  }

  @Test("Lines with all kinds of endings are read") func linesOfAllKinds() throws {
    let scratch = try Scratch()
    for (text, lines) in [
      ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\n\n", ["a", ""]), ("\r\n", [""]),
      ("a\r\nb", ["a", "b"]),
      ("a\rb\n", ["a\rb"]), ("a\r", ["a\r"]), ("\u{FEFF}a\n\u{FEFF}b", ["a", "\u{FEFF}b"]),
      ("\n\n\nx", ["", "", "", "x"]),
    ] {
      let path = try scratch.write(text.utf8, to: "lines.txt")
      #expect(try Self.read(path, size: text.utf8.count, cuts: [], chunk: 4) == lines, "\(text.debugDescription)")
    }
  }

  @Test(
    "Two ranges contain each line once, wherever the file is cut", arguments: [1, 2, 3, 5, 64, LineReader.usualChunk])
  func everyCutGivesEachLineOnce(chunk: Int) throws {
    let scratch = try Scratch()
    for seed in 0..<60 as Range<UInt64> {
      var random = SplitMix(seed: seed)
      let bytes = Self.randomFile(using: &random)
      let path = try scratch.write(bytes, to: "random.txt")
      let expected = Self.naive(bytes)
      for cut in 0...bytes.count {
        let lines = try Self.read(path, size: bytes.count, cuts: [cut], chunk: chunk)
        #expect(
          lines == expected, "seed \(seed), cut at \(cut): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
      }
      let cuts = (0..<4).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
      #expect(
        try Self.read(path, size: bytes.count, cuts: cuts, chunk: chunk) == expected, "seed \(seed), cuts at \(cuts)")
      let everywhere = Array(0...bytes.count)
      #expect(
        try Self.read(path, size: bytes.count, cuts: everywhere, chunk: chunk) == expected, "seed \(seed), all cuts")
    }
  }

  @Test("A residual range continues with the next line") func aRangeLeftBehindAClaimGoesOnWithTheNextLine() throws {
    let scratch = try Scratch()
    let text = "first\n\nthird\r\n\r\nlast"
    let path = try scratch.write(text.utf8, to: "lines.txt")
    let reader = LineReader(chunk: 7)
    var from: Int64 = 0
    var lines: [String] = []
    while true {
      // One claim in each bundle: what is left begins one byte behind the claim.
      try reader.open(FilePath(utf8: path), from: from, to: Int64(text.utf8.count))
      guard reader.position < text.utf8.count else { break }
      from = reader.position + 1
      lines.append(try reader.nextLine())
    }
    #expect(lines == ["first", "", "third", "", "last"])
  }

  @Test("A file with only a byte order mark has no lines, wherever it is cut")
  func onlyAByteOrderMark() throws {
    let scratch = try Scratch()
    let mark = "\u{FEFF}"
    for (text, lines) in [
      (mark, []), (mark + "\n", [""]), (mark + "\r\n", [""]), (mark + mark, [mark]), (mark + "a", ["a"]),
      ("\n" + mark, ["", mark]),
    ] as [(String, [String])] {
      let path = try scratch.write(text.utf8, to: "mark.txt")
      let size = text.utf8.count
      for chunk in [1, 2, 3, 4, 64] {
        for cut in 0...size {
          let found = try Self.read(path, size: size, cuts: [cut], chunk: chunk)
          #expect(found == lines, "\(text.debugDescription) cut at \(cut), chunk of \(chunk)")
        }
        let everywhere = try Self.read(path, size: size, cuts: Array(0...size), chunk: chunk)
        #expect(everywhere == lines, "\(text.debugDescription) cut everywhere, chunk of \(chunk)")
      }
      try Job.run { $0.readText(from: path).writeText(to: scratch.path + "/out") }
      #expect(try scratch.lines("out") == lines.sorted())
      try Job.run { $0.readLines(from: path).map { "\($0.count)" }.writeText(to: scratch.path + "/out") }
      #expect(try scratch.lines("out") == lines.map { "\($0.utf8.count)" }.sorted())
    }
  }

  @Test("Very long lines are read") func veryLongLines() throws {
    let scratch = try Scratch()
    let long = String(repeating: "x", count: 3_000_000)
    let text = "a\n\(long)\nb\n\(long)"
    let path = try scratch.write(text.utf8, to: "long.txt")
    let size = text.utf8.count
    let cuts = [1_000_000, 2_999_999, 3_000_001, 3_000_003, 3_000_004, 5_000_000]
    #expect(try Self.read(path, size: size, cuts: cuts, chunk: 4096) == ["a", long, "b", long])
  }

  @Test("An error identifies the byte that is not UTF-8") func whatIsNotUTF8IsNamedByItsPlace() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      Array("fine\nalso \u{E9}\nbad ".utf8) + [0xE9] + Array(" here\n".utf8), to: "latin.txt")
    let text = message { _ = try Self.read(path, size: 23, cuts: [], chunk: 3) }
    #expect(text.hasPrefix("\"\(path)\": byte 17 (0xe9) is not UTF-8."), "\(text)")
    let marked = try scratch.write([0xEF, 0xBB, 0xBF, 0x61, 0xFF], to: "marked.txt")
    #expect(message { _ = try Self.read(marked, size: 5, cuts: [], chunk: 8) }.contains("byte 4 (0xff)"))
    let cut = try scratch.write([0x61, 0xE2, 0x82], to: "cut.txt")
    #expect(message { _ = try Self.read(cut, size: 3, cuts: [], chunk: 8) }.contains("byte 1 (0xe2)"))
  }

  @Test("A file that is truncated while it is read is an error") func aFileThatBecomesShorterIsAnError() throws {
    let scratch = try Scratch()
    let path = try scratch.write("one\ntwo\nthr".utf8, to: "shrunk.txt")
    let expected = "\"\(path)\": was truncated while it was read: it had at least 20 bytes, and now has 11"
    #expect(message { _ = try Self.read(path, size: 20, cuts: [], chunk: 16) } == expected)
    #expect(message { _ = try Self.read(path, size: 20, cuts: [5], chunk: 16) } == expected)
    #expect(message { try LineReader().open(FilePath(utf8: path), from: 15, to: 20) } == expected)
  }
}
