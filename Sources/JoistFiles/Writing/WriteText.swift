public import Beam

extension PCollection<String> {
  /// Writes each element as a line of a text file, or of several.
  ///
  /// The lines are written beside the target and put in place when all are there: a reader of a file sees the old content or
  /// the new, never a part of it. Several files are put in place one after another, so that there is a moment in which some
  /// are new and some old. A job that fails or is stopped before that leaves nothing. Missing folders are made, an existing
  /// file is replaced, no element at all makes an empty file. The order of the lines is not promised.
  ///
  /// ```swift
  /// counts.map { "\($0.key): \($0.value)" }.writeText(to: "counts.txt")
  /// visits.formatJSON().writeText(to: "visits.json", shards: 4)      // visits.json-00000-of-00004 and so on
  /// ```
  /// An element is written as it is, with a line feed after it. So one that holds line feeds takes several lines, all in the
  /// same file: `"a\nb"` is read again as two elements, `"a"` and `"b"`. A carriage return at its end is read again as part of
  /// the line's end: `"a\r"` as `"a"`. Write elements that may hold either as JSON, or as CSV with quotes.
  ///
  /// A device, a named pipe or an open file of the program (`/dev/stdout`, `/dev/fd/3`) is never replaced: the lines are
  /// written to it while the job runs, also those of an unbounded collection. A bundle that fails is run again, and its lines
  /// are then written again: at least once.
  /// - Parameters:
  ///   - name: the step's name; by default `WriteText`.
  ///   - path: the file, or `-` for standard output. A symbolic link is followed, also to a file that is not there yet. A
  ///     second step that writes the same file is refused.
  ///   - shards: how many files to write, equally long to an element. With more than one, each is named
  ///     `path-00000-of-00004` and so on; such files of an earlier run with another number stay.
  /// - Returns: the paths of the files, each when it is in place; nothing where the lines go to a device, a pipe or an open
  ///   file.
  @discardableResult
  public func writeText(
    _ name: String? = nil, to path: String, shards: Int = 1, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<String> {
    apply(name, WriteText(path: path, shards: shards, file: file, line: line), file: file, line: line)
  }
}

/// Writes to a stream, or parts of files, of which it gathers the names and makes the output.
struct WriteText: PTransform {
  private static let standardOutput = "-"

  let path: String
  let shards: Int
  let file: StaticString
  let line: UInt

  func expand(_ lines: PCollection<String>) -> PCollection<String> {
    if shards < 1 { lines.pipeline.refuse("\"\(path)\" is to have \(shards) shards; it needs at least one") }
    if path == Self.standardOutput {
      if shards > 1 { lines.pipeline.refuse("standard output is one stream and cannot be \(shards) files") }
      return write(lines, to: LineStream(to: .descriptor(1), as: FilePath(utf8: "standard output")))
    }
    // What is wrong with the path is said when the job starts.
    if shards == 1, let path = try? FilePath(fromAuthor: path), let destination = try? Destination(of: path) {
      switch destination {
      case .file: break
      case .device, .descriptor: return write(lines, to: LineStream(to: destination, as: path))
      }
    }
    return write(lines, to: PartsFolder(target: path, shards: max(1, shards)))
  }

  private func write(_ lines: PCollection<String>, to stream: LineStream) -> PCollection<String> {
    lines.pipeline.beforeStart { try stream.open() }
    lines.pipeline.afterEnd { _ in stream.close() }
    return lines.parDo("Write", StreamLines(stream: stream), file: file, line: line).main
  }

  private func write(_ lines: PCollection<String>, to folder: PartsFolder) -> PCollection<String> {
    let pipeline = lines.pipeline
    if !lines.isBounded {
      pipeline.refuse(
        """
        "\(path)" would never be finished: its lines come from an unbounded collection, and a file is put in place \
        when all lines are there. Read bounded input (from Kafka: until a time or a count), or write to Kafka
        """)
    }
    claim(folder.outputs, in: pipeline)
    pipeline.beforeStart { try folder.open() }
    pipeline.afterEnd { folder.close(succeeded: $0) }
    let global = lines.windowing == .global ? lines : lines.windowed("Window", by: .global, file: file, line: line)
    let parts = global.parDo("Write", WriteLines(folder: folder), file: file, line: line).main
    // One group in any case, so that a collection without elements makes a file too.
    let none = pipeline.create("Begin", [KV(0, "")], file: file, line: line)
    return pipeline.flatten("Parts", [parts, none], file: file, line: line)
      .groupByKey("Gather", file: file, line: line)
      .parDo("Finish", FinishFiles(folder: folder), file: file, line: line).main
  }

  /// Makes sure that each file is written once: of two steps, or two shards, one would replace what the other has written.
  private func claim(_ outputs: [String], in pipeline: Pipeline) {
    let uses = pipeline.soleUses()
    var claimed: Set<FileIdentity> = []
    for output in outputs {
      guard let path = try? FilePath(fromAuthor: output), case .file(let file)? = try? Destination(of: path),
        let identity = try? FileIdentity(of: file),
        let owner = claimed.insert(identity).inserted ? uses.claim(identity) : uses.stepName
      else { continue }
      pipeline.refuse(
        """
        "\(output)" is also written by \(owner), and one would replace the lines of the other. Give each a file of its own, \
        or flatten the collections and write them by one step
        """)
    }
  }
}
