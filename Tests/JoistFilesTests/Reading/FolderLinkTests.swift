import Foundation
import JoistFiles
import Testing

/// Symbolic links on the way of a pattern: a folder is entered once, a file is read under each of its names.
@Suite struct FolderLinkTests {
  /// The places of the lines of the files that a pattern means: from there on in the folder.
  private func places(_ pattern: String, in scratch: Scratch) throws -> [String] {
    struct Refused: Error {}
    let output = try Scratch()
    try Job.run {
      $0.readText(from: scratch.path + "/" + pattern)
        .tryMap("Refuse") { (_: String) throws -> Int in throw Refused() }
        .failures.map { $0.id }.writeText(to: output.path + "/out")
    }
    return try output.lines("out").map { String($0.dropFirst("Refuse at \(scratch.path)/".count)) }
  }

  @Test("A link to a parent folder does not cause an endless search", arguments: ["..", ".", "../../loop"])
  func loops(target: String) throws {
    let scratch = try Scratch()
    try scratch.write("f".utf8, to: "loop/d/f.txt")
    try scratch.link("loop/d/up", to: target)
    #expect(try places("loop/**/*.txt", in: scratch) == ["loop/d/f.txt@0"])
    #expect(try places("loop/**", in: scratch) == ["loop/d/f.txt@0"])
    #expect(try places("**/d/*.txt", in: scratch) == ["loop/d/f.txt@0"])
    #expect(try places("**/**/*.txt", in: scratch) == ["loop/d/f.txt@0"])
  }

  @Test("Two folders that link to each other are each entered once")
  func loopOfTwo() throws {
    let scratch = try Scratch()
    try scratch.write("a".utf8, to: "a/a.txt")
    try scratch.write("b".utf8, to: "b/b.txt")
    try scratch.link("a/to-b", to: "../b")
    try scratch.link("b/to-a", to: "../a")
    #expect(try places("**/*.txt", in: scratch) == ["a/a.txt@0", "b/b.txt@0"])
    #expect(try places("a/**/*.txt", in: scratch) == ["a/a.txt@0", "a/to-b/b.txt@0"])
  }

  @Test("A link to a sibling folder does not duplicate lines")
  func linkBeside() throws {
    let scratch = try Scratch()
    try scratch.write("x".utf8, to: "logs/m/x.log")
    // One name before that of the folder, one after it: the folder's own name is the one that counts.
    try scratch.link("logs/a-latest", to: "m")
    try scratch.link("logs/z-latest", to: "m")
    for pattern in ["logs/**/*.log", "**/*.log", "logs/*/*.log", "logs/*/x.log", "**"] {
      #expect(try places(pattern, in: scratch) == ["logs/m/x.log@0"], "\(pattern)")
    }
    #expect(try places("logs/a-*/*.log", in: scratch) == ["logs/a-latest/x.log@0"])
    #expect(try places("logs/z-latest/*.log", in: scratch) == ["logs/z-latest/x.log@0"])
    #expect(try places("logs/?-latest/*.log", in: scratch) == ["logs/a-latest/x.log@0"])
  }

  @Test("A linked folder outside of the pattern is entered, under its own path if that matches")
  func linkOutside() throws {
    let scratch = try Scratch()
    try scratch.write("x".utf8, to: "data/z/x.log")
    try scratch.link("a", to: "data/z")
    try scratch.write("n".utf8, to: "other/n.log")
    try scratch.link("data/far", to: "../other")
    #expect(try places("**/*.log", in: scratch) == ["data/z/x.log@0", "other/n.log@0"])
    #expect(try places("data/**/*.log", in: scratch) == ["data/far/n.log@0", "data/z/x.log@0"])
  }

  @Test("A file is read under each of its names")
  func filesOfTwoNames() throws {
    let scratch = try Scratch()
    let file = try scratch.write("x".utf8, to: "a.log")
    try scratch.link("b.log", to: "a.log")
    try FileManager.default.linkItem(atPath: file, toPath: scratch.path + "/c.log")
    #expect(try places("*.log", in: scratch) == ["a.log@0", "b.log@0", "c.log@0"])
    #expect(try places("**/*.log", in: scratch) == ["a.log@0", "b.log@0", "c.log@0"])
  }

  @Test("A link to itself is skipped as a folder and is an error as a file")
  func linkToItself() throws {
    let scratch = try Scratch()
    try scratch.write("f".utf8, to: "f.txt")
    try scratch.link("loopy", to: "loopy")
    try scratch.link("one", to: "two")
    try scratch.link("two", to: "one")
    try scratch.link("nowhere", to: "not there")
    #expect(try places("**/*.txt", in: scratch) == ["f.txt@0"])
    #expect(message { _ = try scratch.lines(readFrom: "*/*.txt") }.contains("no file matches"))
    for pattern in ["l*", "**/loopy", "**/loop*"] {
      let text = message { _ = try scratch.lines(readFrom: pattern) }
      #expect(text == "\"\(scratch.path)/loopy\": cannot be accessed: too many levels of symbolic links", "\(pattern)")
    }
    let text = message { _ = try scratch.lines(readFrom: "*") }
    #expect(text == "\"\(scratch.path)/loopy\": cannot be accessed: too many levels of symbolic links")
    for pattern in ["n*", "**/nowhere"] {
      let text = message { _ = try scratch.lines(readFrom: pattern) }
      #expect(text == "\"\(scratch.path)/nowhere\": no such file", "\(pattern)")
    }
  }
}
