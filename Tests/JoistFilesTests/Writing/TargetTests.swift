import Beam
import Foundation
import JoistFiles
import Testing

/// Two steps that write one file.
@Suite struct TargetTests {
  private func problem(_ build: (Pipeline) -> Void) -> String {
    let pipeline = Pipeline()
    build(pipeline)
    return pipeline.problem
  }

  private func problem(_ first: String, _ second: String, shards: (Int, Int) = (1, 1)) -> String {
    problem {
      $0.create(["1"]).writeText("One", to: first, shards: shards.0)
      $0.create(["2"]).writeText("Two", to: second, shards: shards.1)
    }
  }

  @Test("Two steps that write the same file are refused by name when the graph is built")
  func twoStepsOnOneFile() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/same.txt"
    let text = problem(path, path)
    #expect(text.hasPrefix("step \"Two\" (TargetTests.swift:"), "\(text)")
    #expect(text.contains("\"\(path)\" is also written by step \"One\" (TargetTests.swift:"), "\(text)")
    #expect(text.contains("flatten"), "\(text)")
    // Nothing has been touched.
    #expect(try scratch.names() == [])
  }

  @Test("Different spellings and links of one path are recognized as the same file")
  func otherSpellings() throws {
    let scratch = try Scratch()
    let path = scratch.path
    try FileManager.default.createDirectory(atPath: path + "/folder/deep", withIntermediateDirectories: true)
    try scratch.write("old".utf8, to: "there")
    try scratch.link("to-folder", to: "folder")
    try scratch.link("to-deep", to: path + "/to-folder/deep")
    try scratch.link("to-there", to: "there")
    try scratch.link("to-to-there", to: "to-there")
    try scratch.link("to-missing", to: "folder/missing")
    try scratch.link("to-missing-folder", to: "new/folder")
    for (first, second) in [
      ("there", "./there"), ("there", "//there"), ("there", "folder/../there"), ("there", "to-there"),
      ("to-there", "to-to-there"), ("there", "to-deep/../../there"),
      ("out", "./out"), ("out", "to-folder/../out"), ("folder/out", "to-folder/out"), ("to-folder/out", "folder/out"),
      ("folder/deep/out", "to-deep/out"), ("folder/missing", "to-missing"), ("to-missing", "to-folder/missing"),
      ("new/out", "new/./out"), ("new/out", "./new/other/../out"), ("new/folder/out", "to-missing-folder/out"),
    ] {
      #expect(
        problem(path + "/" + first, path + "/" + second).contains("is also written by step \"One\""),
        "\(first) \(second)")
    }
    // From the working folder.
    #expect(problem("no-such-file", "./no-such-file").contains("is also written by step \"One\""))
    let here = FileManager.default.currentDirectoryPath
    #expect(problem(here + "/no-such-file", "no-such-file").contains("is also written by step \"One\""))
  }

  @Test("Different files are not confused")
  func differentFiles() throws {
    let scratch = try Scratch()
    let path = scratch.path
    try FileManager.default.createDirectory(atPath: path + "/folder", withIntermediateDirectories: true)
    let file = try scratch.write("old".utf8, to: "there")
    try FileManager.default.linkItem(atPath: file, toPath: path + "/second name")
    for (first, second) in [
      ("out", "folder/out"), ("out", "out2"), ("new/out", "other/out"), ("caf\u{E9}", "cafe\u{301}"),
      // Replacing a file under one name does not change its other names.
      ("there", "second name"),
    ] {
      #expect(problem(path + "/" + first, path + "/" + second) == "nothing was thrown", "\(first) \(second)")
    }
    #expect(problem(path + "/out", path + "/out", shards: (1, 2)) == "nothing was thrown")
    #expect(problem(path + "/out", path + "/out", shards: (3, 2)) == "nothing was thrown")
  }

  @Test("Each shard is compared with the files of other steps")
  func shards() throws {
    let scratch = try Scratch()
    let path = scratch.path
    #expect(problem(path + "/out", path + "/./out", shards: (2, 2)).contains("is also written by step \"One\""))
    #expect(
      problem(path + "/out", path + "/out-00001-of-00002", shards: (2, 1)).contains("is also written by step \"One\""))
    try scratch.link("out-00000-of-00003", to: "out-00002-of-00003")
    let alone = problem { $0.create(["1"]).writeText("Alone", to: path + "/out", shards: 3) }
    #expect(alone.contains("is also written by step \"Alone\""), "\(alone)")
  }

  @Test("A link is followed, even to a missing file, and remains a link")
  func linksAreFollowed() throws {
    let scratch = try Scratch()
    try scratch.write("old".utf8, to: "real/file")
    try scratch.link("to-file", to: "real/file")
    try scratch.link("to-missing", to: "real/missing")
    try scratch.link("to-new-folder", to: "new/folder/file")
    try scratch.link("to-link", to: "to-other")
    try scratch.link("to-other", to: "real/other")
    for (name, target) in [
      ("to-file", "real/file"), ("to-missing", "real/missing"), ("to-new-folder", "new/folder/file"),
      ("to-link", "real/other"),
    ] {
      let before = try scratch.target(ofLink: name)
      try Job.run { $0.create([name]).writeText(to: scratch.path + "/" + name) }
      #expect(try scratch.target(ofLink: name) == before)
      #expect(try scratch.read(target) == name + "\n")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/real").sorted()
    #expect(names == ["file", "missing", "other"])
  }

  @Test("The link of each shard is followed")
  func linksOfShards() throws {
    let scratch = try Scratch()
    try scratch.write("old".utf8, to: "real/file")
    try scratch.link("out-00000-of-00003", to: "real/file")
    try scratch.link("out-00002-of-00003", to: "new/missing")
    try Job.run { $0.create(["aa", "bb", "cc"]).writeText(to: scratch.path + "/out", shards: 3) }
    let contents = try ["real/file", "out-00001-of-00003", "new/missing"].map(scratch.read)
    #expect(contents.sorted() == ["aa\n", "bb\n", "cc\n"])
    #expect(try scratch.names() == ["new", "out-00000-of-00003", "out-00001-of-00003", "out-00002-of-00003", "real"])
    for (name, target) in [("out-00000-of-00003", "real/file"), ("out-00002-of-00003", "new/missing")] {
      #expect(try scratch.target(ofLink: name) == target)
    }
  }

  @Test("A link to itself is refused when the job starts, and remains")
  func linkToItself() throws {
    let scratch = try Scratch()
    try scratch.link("loopy", to: "loopy")
    let text = message { try Job.run { $0.create(["x"]).writeText(to: scratch.path + "/loopy") } }
    #expect(text == "\"\(scratch.path)/loopy\": cannot be accessed: too many levels of symbolic links")
    #expect(try scratch.target(ofLink: "loopy") == "loopy")
  }
}
