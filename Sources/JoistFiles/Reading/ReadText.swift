public import Beam

extension Pipeline {
  /// Reads the lines of text files.
  ///
  /// A large file is read in parts, by all cores at a time: four parts for each thread, or one for each 256 KiB where that is
  /// fewer. Lines end with a line feed, with a carriage return before it or not; neither is part of the line. Empty lines are
  /// lines. The text must be UTF-8. Lines carry no event time (they have the earliest there is): give them theirs by
  /// `withTimestamps`. A byte order mark at the start of a file is passed over; a file that holds nothing else has no line.
  /// Where some lines may not be text, read them by `readLines`.
  ///
  /// ```swift
  /// let lines = pipeline.readText(from: "logs/2026-*/access.log")
  /// let visits = pipeline.readText(from: "visits.json").parseJSON(as: Visit.self)
  /// ```
  /// A file that is missing, may not be read or is a folder keeps the job from starting, and so does a pattern without a file.
  /// - Parameters:
  ///   - name: the step's name; by default `ReadText`.
  ///   - path: a file, or a pattern of files: `*`, `?` and `[a-z]` stand for characters of a name, `**` for any number of
  ///     folders, `\` takes their meaning away. A file that is there is read whatever characters its name has. Hidden files
  ///     only match a pattern that begins with a dot. Symbolic links are followed: a pattern enters each folder once, and
  ///     reads a file under each of its names. Names are bytes: those that are not UTF-8 match, too.
  public func readText(
    _ name: String? = nil, from path: String, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<String> {
    beforeStart { try FilePattern.check(path) }
    return apply(name, ReadText(path: path, file: file, line: line), file: file, line: line)
  }

  /// Reads the lines of text files as bytes, whatever they are; else as `readText`.
  ///
  /// For lines that others wrote and a later step looks at: what is no text, and so no JSON either, is then one bad element
  /// and not the end of the job.
  ///
  /// ```swift
  /// let visits = pipeline.readLines(from: "visits-*.json").parseJSON(as: Visit.self)
  /// ```
  /// - Parameters:
  ///   - name: the step's name; by default `ReadLines`.
  ///   - path: a file, or a pattern of files, as in `readText`.
  public func readLines(
    _ name: String? = nil, from path: String, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Bytes> {
    beforeStart { try FilePattern.check(path) }
    return apply(name, ReadLines(path: path, file: file, line: line), file: file, line: line)
  }
}

extension PCollection<String> {
  /// Reads the lines of the text files that each element names: a path or a pattern, as in `readText(from:)`.
  ///
  /// The lines have the timestamp and the windows of their file's name. Which files there are is seen when the names come, so
  /// that a file that is missing fails the job in its course.
  ///
  /// ```swift
  /// let lines = pipeline.create(["errors.log", "old/*.log"]).readTextFiles()
  /// ```
  public func readTextFiles(
    _ name: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<String> {
    apply(name, ReadTextFiles(file: file, line: line), file: file, line: line)
  }
}

/// The files of one path or pattern.
struct ReadText: PTransform {
  let path: String
  let file: StaticString
  let line: UInt

  func expand(_ pipeline: Pipeline) -> PCollection<String> {
    ReadTextFiles(file: file, line: line).expand(pipeline.create("Path", [path], file: file, line: line))
  }
}

/// The files of paths or patterns.
struct ReadTextFiles: PTransform {
  let file: StaticString
  let line: UInt

  func expand(_ paths: PCollection<String>) -> PCollection<String> {
    paths
      .flatMap("Match", { try FilePattern.files(matching: $0) }, file: file, line: line)
      .parDo("Read", LinesOfFile<String>(), file: file, line: line)
  }
}

/// The lines of the files of one path or pattern, as bytes.
struct ReadLines: PTransform {
  let path: String
  let file: StaticString
  let line: UInt

  func expand(_ pipeline: Pipeline) -> PCollection<Bytes> {
    pipeline.create("Path", [path], file: file, line: line)
      .flatMap("Match", { try FilePattern.files(matching: $0) }, file: file, line: line)
      .parDo("Read", LinesOfFile<Bytes>(), file: file, line: line)
  }
}
