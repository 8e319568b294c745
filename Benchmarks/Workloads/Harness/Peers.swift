import Foundation

/// The external programs that the engine is compared with: the C++ program, compiled once, and timely, unpacked once.
///
/// They are not part of this repository; `JOIST_SHARED` names the folder that has them.
struct Peers {
  /// The folder for builds; nil: there are no peers.
  private let build: URL?
  private let shared: URL?

  /// No peers.
  static let none = Peers(build: nil, shared: nil)

  /// The peers in the folder named by the environment.
  static func found() -> Peers {
    guard let path = ProcessInfo.processInfo.environment["JOIST_SHARED"], !path.isEmpty else { return .none }
    let shared = URL(filePath: path).appending(path: "bench")
    return Peers(build: URL(filePath: ".build/benchmarks"), shared: shared)
  }

  /// The C++ program for a workload; empty if it is not available.
  func limit(_ workload: String, _ variant: String, events: Int, more: [String] = []) throws -> [Contender] {
    guard let program = try prepared("limit", from: "limit.cpp", by: compile) else { return [] }
    return [program.contender(.limit, [workload, variant, "\(events)", "1"] + more)]
  }

  /// The C++ program for a shape of W3S; empty if it is not available.
  func shapes(_ kind: String, _ number: Int64, keys: Int64, events: Int) throws -> [Contender] {
    guard let program = try prepared("shapes", from: "shapes.cpp", by: compile) else { return [] }
    // Started by a shell, which forks it: otherwise its peak memory would include that of this process.
    let shell = PeerProgram(url: URL(filePath: "/bin/sh"))
    return [
      shell.contender(
        .limit,
        ["-c", #""$0" "$@"; exit $?"#, program.url.path, kind, "\(events)", "\(number)", "\(keys)", "1"])
    ]
  }

  /// Timely for a workload; empty if it is not available.
  func timely(_ workload: String, keys: Int, events: Int) throws -> [Contender] {
    guard let program = try prepared("timelyb", from: "peers/binaries.tar.xz", by: unpack) else { return [] }
    return [program.contender(.timely, [workload, "\(keys)", "\(events)", "1"])]
  }

  /// A reader with simdjson, or a hand-written writer, in C++ for the JSON of visits: `parse` or `write`, the best of
  /// many passes.
  func json(_ work: String, of log: VisitLog, units: Int) throws -> [Contender] {
    guard let program = try prepared("limit-json", from: "peers/w9/limit.cpp", by: compileWithLibraries) else {
      return []
    }
    let file = program.url.deletingLastPathComponent().appending(path: "visits.jsonl")
    try log.write(to: file)
    return [
      Contender(
        .limit,
        measuring: {
          let output = try ChildProcess.run(program.url.path, ["json", file.path, "0.3"])
          // The line is, for example, "write: 220 ns".
          guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("\(work):") }),
            let time = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
          else { throw ChildFailure(program: program.url.path, what: "printed no time of '\(work)'") }
          let seconds = time * 1e-9 * Double(units)
          return Sample(wallSeconds: seconds, processorSeconds: seconds, answer: [])
        })
    ]
  }

  private func prepared(
    _ name: String, from source: String, by make: (_ source: URL, _ target: URL) throws -> Void
  ) throws -> PeerProgram? {
    guard let build, let shared else { return nil }
    let source = shared.appending(path: source)
    guard FileManager.default.fileExists(atPath: source.path) else { return nil }
    let target = build.appending(path: name)
    if !FileManager.default.fileExists(atPath: target.path) {
      try FileManager.default.createDirectory(at: build, withIntermediateDirectories: true)
      try make(source, target)
    }
    return PeerProgram(url: target)
  }

  private func compile(_ source: URL, _ target: URL) throws {
    try ChildProcess.run("/usr/bin/env", ["g++", "-O3", "-march=native", "-o", target.path, source.path])
  }

  private func compileWithLibraries(_ source: URL, _ target: URL) throws {
    try ChildProcess.run(
      "/usr/bin/env",
      [
        "g++", "-O3", "-march=native", "-std=c++17", "-pthread", "-o", target.path, source.path, "-lrdkafka",
        "-lsimdjson",
      ])
  }

  private func unpack(_ source: URL, _ target: URL) throws {
    try ChildProcess.run(
      "/usr/bin/env",
      ["tar", "-xJf", source.path, "-C", target.deletingLastPathComponent().path, target.lastPathComponent])
  }
}
