public import Beam

extension PCollection<String> {
  /// Writes each element as a line of a text file, or of several.
  ///
  /// The lines are written beside the target and put in place when all are there: who reads the target sees the old content
  /// or the new, never a part of it. A job that fails or is stopped leaves nothing. Missing folders are made, an existing file
  /// is replaced, no element at all makes an empty file. The order of the lines is not promised.
  ///
  /// ```swift
  /// counts.map { "\($0.key): \($0.value)" }.writeText(to: "counts.txt")
  /// visits.formatJSON().writeText(to: "visits.json", shards: 4)      // visits.json-00000-of-00004 and so on
  /// ```
  /// - Parameters:
  ///   - name: the step's name; by default `WriteText`.
  ///   - path: the file. A symbolic link is followed.
  ///   - shards: how many files to write, equally long to a line. With more than one, each is named
  ///     `path-00000-of-00004` and so on; such files of an earlier run with another number stay.
  /// - Returns: the paths of the files, each when it is in place.
  @discardableResult
  public func writeText(
    _ name: String? = nil, to path: String, shards: Int = 1, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<String> {
    let folder = PartsFolder(target: path, shards: Swift.max(1, shards))
    pipeline.beforeStart { try folder.open() }
    pipeline.afterEnd { folder.close(succeeded: $0) }
    return apply(name, WriteText(folder: folder, shards: shards, file: file, line: line), file: file, line: line)
  }
}

/// Writes parts, gathers their names, makes the output of them.
struct WriteText: PTransform {
  let folder: PartsFolder
  let shards: Int
  let file: StaticString
  let line: UInt

  func expand(_ lines: PCollection<String>) -> PCollection<String> {
    let pipeline = lines.pipeline
    if !lines.isBounded {
      pipeline.refuse(
        """
        "\(folder.target)" would never be finished: its lines come from an unbounded collection, and a file is put in place \
        when all lines are there. Read bounded input (from Kafka: until a time or a count), or write to Kafka
        """)
    }
    if shards < 1 { pipeline.refuse("\"\(folder.target)\" is to have \(shards) shards; it needs at least one") }
    let global = lines.windowing == .global ? lines : lines.windowed("Window", by: .global, file: file, line: line)
    let parts = global.parDo("Write", WriteLines(folder: folder), file: file, line: line).main
    // One group in any case, so that a collection without elements makes a file too.
    let none = pipeline.create("Begin", [KV(0, "")], file: file, line: line)
    return pipeline.flatten("Parts", [parts, none], file: file, line: line)
      .groupByKey("Gather", file: file, line: line)
      .parDo("Finish", FinishFiles(folder: folder), file: file, line: line).main
  }
}
