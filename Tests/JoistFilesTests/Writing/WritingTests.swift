import Foundation
import TestSupport
import Testing

@testable import JoistFiles

@Suite struct WritingTests {
  /// Writes parts as bundles do; the names.
  private func write(_ parts: [[String]], in folder: PartsFolder) throws -> [String] {
    try parts.map { lines in
      let part = try PartFile(folder.nextPart(), in: folder)
      for line in lines { try part.write(line) }
      try part.finish()
      return part.name
    }
  }

  private func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

  @Test("Parts become one file") func partsBecomeOneFile() throws {
    for parts in [[], [["only"]], [[""]], [["a", "b"], ["c"], ["", "é", "d"]]] as [[[String]]] {
      let scratch = try Scratch()
      let folder = PartsFolder(target: scratch.path + "/out.txt", shards: 1)
      try folder.open()
      let names = try write(parts, in: folder)
      #expect(folder.outputs == [scratch.path + "/out.txt"])
      try Assembly(of: names.reversed(), in: folder).install()
      folder.close(succeeded: true)
      #expect(try scratch.read("out.txt") == text(parts.flatMap(\.self)))
      #expect(try scratch.names() == ["out.txt"], "nothing else is left")
    }
  }

  @Test("Shards are cut between lines") func shardsAreCutAtLines() throws {
    for seed in 0..<40 as Range<UInt64> {
      var random = SplitMix(seed: seed)
      let parts = (0..<Int.random(in: 0...5, using: &random)).map { _ in
        (0..<Int.random(in: 1...30, using: &random)).map { _ in
          String(repeating: "é", count: Int.random(in: 0...30, using: &random))
        }
      }
      let shards = Int.random(in: 2...5, using: &random)
      let scratch = try Scratch()
      let folder = PartsFolder(target: scratch.path + "/out", shards: shards)
      try folder.open()
      try Assembly(of: try write(parts, in: folder), in: folder).install()
      folder.close(succeeded: true)
      let names = (0..<shards).map { "out-0000\($0)-of-0000\(shards)" }
      #expect(folder.outputs == names.map { scratch.path + "/" + $0 })
      #expect(try scratch.names() == names)
      let texts = try names.map(scratch.read)
      #expect(texts.joined() == text(parts.flatMap(\.self)), "seed \(seed)")
      #expect(texts.allSatisfy { $0.isEmpty || $0.hasSuffix("\n") }, "seed \(seed): a line is cut")
      let sizes = texts.map(\.utf8.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 2 * 61, "seed \(seed): \(sizes)")
    }
  }

  @Test("Lines longer than the buffer are written") func linesLongerThanTheBuffer() throws {
    let scratch = try Scratch()
    let folder = PartsFolder(target: scratch.path + "/out", shards: 1)
    try folder.open()
    let lines = [262_142, 262_143, 262_144, 262_145, 700_000, 1, 0, 262_143].map { String(repeating: "l", count: $0) }
    try Assembly(of: try write([lines], in: folder), in: folder).install()
    folder.close(succeeded: true)
    #expect(try scratch.read("out") == text(lines))
  }

  @Test("Installing the files twice has the same result as once") func puttingInPlaceTwiceIsPuttingOnce() throws {
    let scratch = try Scratch()
    for shards in [1, 3] {
      let folder = PartsFolder(target: scratch.path + "/out", shards: shards)
      try folder.open()
      let names = try write([["a", "b", "c"]], in: folder)
      for _ in 1...2 { try Assembly(of: names, in: folder).install() }
      folder.close(succeeded: true)
      #expect(try folder.outputs.map { try String(contentsOfFile: $0, encoding: .utf8) }.joined() == "a\nb\nc\n")
    }
  }

  @Test("A failed job leaves nothing") func aFailedJobLeavesNothing() throws {
    let scratch = try Scratch()
    try scratch.write("old\n".utf8, to: "out")
    let folder = PartsFolder(target: scratch.path + "/out", shards: 1)
    let deep = PartsFolder(target: scratch.path + "/new/folder/out", shards: 1)
    try folder.open()
    try deep.open()
    _ = try write([["new"]], in: folder)
    _ = try write([["new"]], in: deep)
    #expect(try scratch.names().count == 3, "parts folder, new folder, old file")
    folder.close(succeeded: false)
    deep.close(succeeded: false)
    #expect(try scratch.names() == ["out"])
    #expect(try scratch.read("out") == "old\n")
  }

  @Test("Missing folders are made") func missingFoldersAreMade() throws {
    let scratch = try Scratch()
    let folder = PartsFolder(target: scratch.path + "/new/folder/out", shards: 1)
    try folder.open()
    try Assembly(of: try write([["a"]], in: folder), in: folder).install()
    folder.close(succeeded: true)
    #expect(try scratch.read("new/folder/out") == "a\n")
  }

  @Test("A job removes the folders that a killed job has left") func whatAKilledJobLeftIsRemovedByTheNext() throws {
    let scratch = try Scratch()
    try scratch.write("abandoned".utf8, to: ".joist-parts-1/part-0000000001")
    try scratch.write("not ours".utf8, to: ".joist-notes/file")
    let running = PartsFolder(target: scratch.path + "/a", shards: 1)
    try running.open()
    let names = try write([["still"]], in: running)
    let next = PartsFolder(target: scratch.path + "/b", shards: 1)
    try next.open()
    next.close(succeeded: true)
    try Assembly(of: names, in: running).install()
    running.close(succeeded: true)
    #expect(try scratch.read("a") == "still\n", "a running job's parts are not touched")
    #expect(try scratch.names() == [".joist-notes", "a"])
  }

  @Test("A link is followed") func aLinkIsFollowed() throws {
    let scratch = try Scratch()
    try scratch.write("old".utf8, to: "real/file")
    symlink("real/file", scratch.path + "/link")
    let folder = PartsFolder(target: scratch.path + "/link", shards: 1)
    try folder.open()
    try Assembly(of: try write([["new"]], in: folder), in: folder).install()
    folder.close(succeeded: true)
    #expect(try scratch.read("real/file") == "new\n")
    #expect(try scratch.target(ofLink: "link") == "real/file")
  }

  @Test("Invalid targets are refused when the job starts") func targetsThatCannotBeAreRefusedAtTheStart() throws {
    let scratch = try Scratch()
    let path = scratch.path
    try scratch.write("x".utf8, to: "file")
    try scratch.write("x".utf8, to: "many-00001-of-00002/file")
    func refusal(_ target: String, shards: Int = 1) -> String {
      message { try PartsFolder(target: target, shards: shards).open() }
    }
    #expect(refusal(path).contains("it is a folder; give a file, such as \"\(path)/output\""))
    #expect(refusal(path + "/new/").contains("it does not name a file"))
    #expect(refusal("").contains("it does not name a file"))
    #expect(refusal("/dev/null").contains("it is a device or a pipe"))
    #expect(refusal(path + "/many", shards: 2).contains("many-00001-of-00002\": cannot be written: it is a folder"))
    #expect(refusal(path + "/file/under/a/file").contains("\"\(path)/file\": is not a folder"))
    #expect(refusal(path + "/" + String(repeating: "n", count: 300)).contains("file name too long"))
    #expect(try scratch.names() == ["file", "many-00001-of-00002"])
  }

  @Test(
    "An error names a folder without write permission",
    .enabled(if: geteuid() != 0, "the superuser may write everywhere"))
  func aFolderThatMayNotBeWrittenIsNamed() throws {
    let scratch = try Scratch()
    chmod(scratch.path, 0o500)
    defer { chmod(scratch.path, 0o700) }
    let text = message { try PartsFolder(target: scratch.path + "/out", shards: 1).open() }
    #expect(text.contains("permission denied") && text.contains(scratch.path))
  }

  @Test(
    "An error names the file on a full disk",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs Linux's /dev/full"))
  func aFullDiskIsNamed() throws {
    let scratch = try Scratch()
    let folder = PartsFolder(target: scratch.path + "/out", shards: 1)
    try folder.open()
    defer { folder.close(succeeded: false) }
    // A device that is always full stands where the next part is to be.
    let path = try folder.path("part-0000000001")
    symlink("/dev/full", path.description)
    let text = message { _ = try write([["line"]], in: folder) }
    #expect(text == "\"\(path)\": cannot be written: no space left on device")
  }

  @Test("Nothing is written after the end of the job") func afterTheEndNothingIsWritten() throws {
    let scratch = try Scratch()
    let folder = PartsFolder(target: scratch.path + "/out", shards: 1)
    #expect(message { _ = try write([["a"]], in: folder) }.contains("the job has ended or has not started"))
  }
}
