public import Beam

extension Pipeline {
  /// Reads the lines of text files.
  ///
  /// A large file is read in parts by all cores: four parts for each thread, or one for each 256 KiB if that is fewer. A line ends
  /// with a line feed, optionally preceded by a carriage return; neither is part of the line. Empty lines are elements too. The
  /// text must be UTF-8; use `readLines` if some lines may not be. A byte order mark at the start of a file is skipped, and a
  /// file with nothing else has no lines. Lines have the earliest timestamp; use `withTimestamps` to give them event times.
  ///
  /// ```swift
  /// let lines = pipeline.readText(from: "logs/2026-*/access.log")
  /// let visits = pipeline.readText(from: "visits.json").parseJSON(as: Visit.self)
  /// ```
  /// The job does not start if a file is missing, is a folder or may not be read, or if a pattern matches no file.
  /// - Parameters:
  ///   - name: the step's name; by default `ReadText`.
  ///   - path: a file or a pattern. In a pattern, `*`, `?` and `[a-z]` match characters of a name, `**` matches any number of
  ///     folders, and `\` escapes a special character. A path that exists is taken literally. Hidden files match only a pattern
  ///     that starts with a dot. Symbolic links are followed: a pattern enters each folder once, and reads a file under each
  ///     of its names. Names are bytes and need not be UTF-8.
  public func readText(
    _ name: String? = nil, from path: String, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<String> {
    beforeStart { try FilePattern.check(path) }
    return apply(name, ReadText(path: path, file: file, line: line), file: file, line: line)
  }

  /// Reads the lines of files as bytes, which need not be UTF-8; otherwise like `readText`.
  ///
  /// Use it for input from other programs that a later step checks: a line that is not valid text is then a single bad element
  /// and does not fail the job.
  ///
  /// ```swift
  /// let visits = pipeline.readLines(from: "visits-*.json").parseJSON(as: Visit.self)
  /// ```
  /// - Parameters:
  ///   - name: the step's name; by default `ReadLines`.
  ///   - path: a file or a pattern, as in `readText`.
  public func readLines(
    _ name: String? = nil, from path: String, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Bytes> {
    beforeStart { try FilePattern.check(path) }
    return apply(name, ReadLines(path: path, file: file, line: line), file: file, line: line)
  }
}

extension PCollection<String> {
  /// Reads the lines of text files. Each element is a path or a pattern, as in `readText(from:)`.
  ///
  /// The lines have the timestamp and the windows of that element. Files are looked up when the element is processed, so a
  /// missing file fails the job while it runs.
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

/// The transform of `readText`.
struct ReadText: PTransform {
  let path: String
  let file: StaticString
  let line: UInt

  func expand(_ pipeline: Pipeline) -> PCollection<String> {
    ReadTextFiles(file: file, line: line).expand(pipeline.create("Path", [path], file: file, line: line))
  }
}

/// The transform of `readTextFiles`.
struct ReadTextFiles: PTransform {
  let file: StaticString
  let line: UInt

  func expand(_ paths: PCollection<String>) -> PCollection<String> {
    paths
      .flatMap("Match", { try FilePattern.files(matching: $0) }, file: file, line: line)
      .parDo("Read", LinesOfFile<String>(), file: file, line: line)
  }
}

/// The transform of `readLines`.
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
