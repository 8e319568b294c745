public import Beam

extension PCollection<String> {
  /// Writes each element as a line of one or several text files.
  ///
  /// The lines are first written to a hidden folder next to the target. When all lines are written, the files are replaced
  /// atomically, so that a reader sees either the old or the new content. Several files are replaced one after another, so for
  /// a moment some are new and others old. A job that fails or is stopped before that leaves nothing. Missing folders are
  /// made, an existing file is replaced, and an empty collection makes an empty file. The order of the lines is not specified.
  ///
  /// ```swift
  /// counts.map { "\($0.key): \($0.value)" }.writeText(to: "counts.txt")
  /// visits.formatJSON().writeText(to: "visits.json", shards: 4)      // visits.json-00000-of-00004 and so on
  /// ```
  /// An element is written unchanged, followed by a line feed. An element that contains line feeds takes several lines of the
  /// same file, so `"a\nb"` is read back as two elements, `"a"` and `"b"`. A carriage return at the end of an element is read
  /// back as part of the line ending, so `"a\r"` becomes `"a"`. Write elements that may contain either as JSON or as quoted CSV.
  ///
  /// A device, a named pipe or an open file of the program (`/dev/stdout`, `/dev/fd/3`) is never replaced. Lines are written to
  /// it while the job runs, and the collection may be unbounded. If a bundle fails, its lines are written again (at least once).
  /// - Parameters:
  ///   - name: the step's name; by default `WriteText`.
  ///   - path: the file, or `-` for standard output. A symbolic link is followed, even to a file that does not exist yet. Two
  ///     steps must not write the same file.
  ///   - shards: the number of files, which have the same size up to one element. With more than one, they are named
  ///     `path-00000-of-00004` and so on. Files of an earlier run with another number are not removed.
  /// - Returns: the paths of the files, each emitted after the file is complete; empty if the lines go to a device, a pipe or an
  ///   open file.
  @discardableResult
  public func writeText(
    _ name: String? = nil, to path: String, shards: Int = 1, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<String> {
    apply(name, WriteText(path: path, shards: shards, file: file, line: line), file: file, line: line)
  }
}

/// The transform of `writeText`: writes lines to a stream, or writes parts, groups their names, and makes the output from them.
struct WriteText: PTransform {
  private static let standardOutput = "-"

  let path: String
  let shards: Int
  let file: StaticString
  let line: UInt

  func expand(_ lines: PCollection<String>) -> PCollection<String> {
    if shards < 1 { lines.pipeline.refuse("\"\(path)\" cannot have \(shards) shards; use at least one") }
    if path == Self.standardOutput {
      if shards > 1 { lines.pipeline.refuse("standard output cannot have \(shards) shards; use one") }
      return write(lines, to: LineStream(to: .descriptor(1), as: FilePath(utf8: "standard output")))
    }
    // An error in the path is reported when the job starts.
    if shards == 1, let path = try? FilePath(fromUser: path), let destination = try? Destination(of: path) {
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
        "\(path)" would never be finished: its lines come from an unbounded collection, and a file is complete only \
        when all lines are written. Read bounded input (from Kafka: until the end or a count), or write to Kafka
        """)
    }
    claim(folder.outputs, in: pipeline)
    pipeline.beforeStart { try folder.open() }
    pipeline.afterEnd { folder.close(succeeded: $0) }
    let global = lines.windowing == .global ? lines : lines.windowed("Window", by: .global, file: file, line: line)
    let parts = global.parDo("Write", WriteLines(folder: folder), file: file, line: line).main
    // An empty name makes sure that there is a group, so that an empty collection also makes a file.
    let none = pipeline.create("Begin", [KV(0, "")], file: file, line: line)
    return pipeline.flatten("Parts", [parts, none], file: file, line: line)
      .groupByKey("Gather", file: file, line: line)
      .parDo("Finish", FinishFiles(folder: folder), file: file, line: line).main
  }

  /// Checks that each file is written by one step and one shard only; otherwise one would replace the lines of another.
  private func claim(_ outputs: [String], in pipeline: Pipeline) {
    let uses = pipeline.soleUses()
    var claimed: Set<FileIdentity> = []
    for output in outputs {
      guard let path = try? FilePath(fromUser: output), case .file(let file)? = try? Destination(of: path),
        let identity = try? FileIdentity(of: file),
        let owner = claimed.insert(identity).inserted ? uses.claim(identity) : uses.stepName
      else { continue }
      pipeline.refuse(
        """
        "\(output)" is also written by \(owner), and one would replace the lines of the other. Give each its own file, or \
        flatten the collections and write them in one step
        """)
    }
  }
}
