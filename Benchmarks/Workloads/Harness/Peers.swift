import Foundation

/// The peers that run beside the engine: the C++ limit, compiled once, and timely, unpacked once.
///
/// Their sources and programs are no part of this repository; `JOIST_SHARED` names the folder that has them.
struct Peers {
  /// Where they are built; nil: there are none.
  private let build: URL?
  private let shared: URL?

  /// No peers.
  static let none = Peers(build: nil, shared: nil)

  /// The peers of the folder that the environment names.
  static func found() -> Peers {
    guard let path = ProcessInfo.processInfo.environment["JOIST_SHARED"], !path.isEmpty else { return .none }
    let shared = URL(filePath: path).appending(path: "bench")
    return Peers(build: URL(filePath: ".build/benchmarks"), shared: shared)
  }

  /// The C++ limit on a workload: no contender where it is not at hand.
  func limit(_ workload: String, _ variant: String, events: Int, more: [String] = []) throws -> [Contender] {
    guard let program = try prepared("limit", from: "limit.cpp", by: compile) else { return [] }
    return [program.contender(.limit, [workload, variant, "\(events)", "1"] + more)]
  }

  /// The C++ limit on a shape of W3S: no contender where it is not at hand.
  func shapes(_ kind: String, _ number: Int64, keys: Int64, events: Int) throws -> [Contender] {
    guard let program = try prepared("shapes", from: "shapes.cpp", by: compile) else { return [] }
    // The shell forks it: its own figure of its peak would else begin at that of this process.
    let shell = PeerProgram(url: URL(filePath: "/bin/sh"))
    return [
      shell.contender(
        .limit,
        ["-c", #""$0" "$@"; exit $?"#, program.url.path, kind, "\(events)", "\(number)", "\(keys)", "1"])
    ]
  }

  /// Timely on a workload: no contender where it is not at hand.
  func timely(_ workload: String, keys: Int, events: Int) throws -> [Contender] {
    guard let program = try prepared("timelyb", from: "peers/binaries.tar.xz", by: unpack) else { return [] }
    return [program.contender(.timely, [workload, "\(keys)", "\(events)", "1"])]
  }

  /// A reader on simdjson and a writer by hand, in C++, on the JSON of visits: `parse` or `write`, the best of many passes.
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
          // write: 220 ns
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
