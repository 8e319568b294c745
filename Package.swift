// swift-tools-version: 6.2
import CompilerPluginSupport
import Foundation
import PackageDescription

// MARK: Settings

/// Swift 6 mode with every check on; a warning is an error here (and only here: not where Joist is a dependency).
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// For modules whose types may not escape a call (`Context`, readers over borrowed memory).
let lifetimes: [SwiftSetting] = strict + [.enableExperimentalFeature("Lifetimes")]

/// The folder with the toolchain's own swift-syntax, which the macro is built on: no outside package, no minutes of build.
///
/// It is found beside the library that runs this manifest; `PATH` would lead astray where `swift` is a version manager's shim.
let swiftSyntax: String = {
  var candidates: [String] = []
  if let maps = FileHandle(forReadingAtPath: "/proc/self/maps"), let data = try? maps.readToEnd() {
    candidates += String(decoding: data, as: UTF8.self).split(separator: "\n")
      .filter { $0.contains("/usr/lib/swift/") }
      .compactMap { $0.split(separator: " ").last?.components(separatedBy: "/usr/lib/swift/").first }
  }
  candidates += (Context.environment["PATH"] ?? "").split(separator: ":").map {
    URL(fileURLWithPath: $0 + "/swift").resolvingSymlinksInPath().deletingLastPathComponent().path
      .replacingOccurrences(of: "/usr/bin", with: "")
  }
  let folders = candidates.map { $0 + "/usr/lib/swift/host" }
  return folders.first { FileManager.default.fileExists(atPath: $0 + "/SwiftSyntax.swiftmodule") }
    ?? "/usr/lib/swift/host"
}()

let macroLibraries = [
  "SwiftSyntax", "SwiftSyntaxMacros", "SwiftSyntaxBuilder", "SwiftParser", "SwiftDiagnostics",
  "SwiftCompilerPluginMessageHandling",
]

// MARK: Targets, lowest first; a module imports only those above it

var targets: [Target] = [
  // C libraries of the system, each behind a target of its own.
  .systemLibrary(name: "CJoistKafka", providers: [.apt(["librdkafka-dev"]), .brew(["librdkafka"])]),
  .target(name: "CJoistSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),

  // Types that travel.
  .macro(
    name: "RowMacros",
    swiftSettings: strict + [.unsafeFlags(["-I", swiftSyntax])],
    linkerSettings: [
      .unsafeFlags(
        ["-L", swiftSyntax, "-Xlinker", "-rpath", "-Xlinker", swiftSyntax] + macroLibraries.map { "-l\($0)" })
    ]),
  .target(name: "Rows", dependencies: ["RowMacros"], swiftSettings: lifetimes),
  .target(name: "RowsJSON", dependencies: ["Rows", "CJoistSimdJSON"], swiftSettings: lifetimes),

  // Beam: protocol, SDK, worker.
  .target(name: "BeamModel", dependencies: ["Rows"], swiftSettings: strict),
  .target(name: "Beam", dependencies: ["BeamModel", "Rows"], swiftSettings: lifetimes),
  .target(name: "JoistPlan", swiftSettings: strict),
  .target(name: "BeamWorker", dependencies: ["Beam", "BeamModel", "JoistPlan", "Rows"], swiftSettings: lifetimes),

  // The engine.
  .target(name: "JoistPlanner", dependencies: ["BeamModel", "JoistPlan", "Rows"], swiftSettings: strict),
  .target(name: "JoistEngine", dependencies: ["JoistPlan"], swiftSettings: strict),
  .target(
    name: "JoistRunner", dependencies: ["JoistEngine", "JoistPlanner", "BeamWorker", "Beam", "BeamModel", "JoistPlan"],
    swiftSettings: strict),

  // What an author imports.
  .target(name: "JoistArguments", swiftSettings: strict),
  .target(name: "JoistJSON", dependencies: ["Beam", "RowsJSON"], swiftSettings: lifetimes),
  .target(
    name: "JoistKafka", dependencies: ["Beam", "Rows", "JoistArguments", "CJoistKafka"], swiftSettings: lifetimes),
  .target(name: "JoistFiles", dependencies: ["Beam", "Rows"], swiftSettings: lifetimes),
  .target(name: "Joist", dependencies: ["Beam", "JoistRunner", "JoistArguments"], swiftSettings: strict),
  .target(name: "JoistTesting", dependencies: ["Joist", "JoistRunner"], swiftSettings: strict),

  // The tool.
  .executableTarget(
    name: "JoistTool",
    dependencies: ["Beam", "JoistArguments", "JoistKafka", "JoistRunner", "Rows"],
    swiftSettings: strict),
]

func tests(_ module: String, also dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .testTarget(
    name: "\(module)Tests", dependencies: [.target(name: module)] + dependencies, resources: resources,
    swiftSettings: strict)
}

targets += [
  .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
  tests("Rows", also: ["TestSupport"]),
  tests("RowsJSON", also: ["Rows", "TestSupport"]),
  tests("BeamModel", also: ["ModelFuzzing", "Rows", "TestSupport"]),
  tests("Beam", also: ["BeamModel", "Rows", "TestSupport"]),
  tests("JoistPlanner", also: ["Beam", "BeamModel", "JoistPlan", "Rows", "TestSupport"]),
  .executableTarget(
    name: "EngineGrouping", dependencies: ["JoistEngine", "JoistPlan"], path: "Benchmarks/EngineGrouping",
    swiftSettings: strict),
  .executableTarget(
    name: "SimulateEngine", dependencies: ["EngineReference", "JoistEngine"], path: "Benchmarks/SimulateEngine",
    swiftSettings: strict),
  .target(
    name: "EngineReference", dependencies: ["JoistEngine", "JoistPlan"], path: "Tests/EngineReference",
    swiftSettings: strict),
  .target(name: "Transcripts", path: "Tests/Transcripts", swiftSettings: strict),
  tests("JoistEngine", also: ["JoistPlan", "EngineReference", "SimulateEngine", "TestSupport", "Transcripts"]),
  .target(
    name: "TranscriptPipelines", dependencies: ["Joist", "JoistRunner", "JoistTesting", "Transcripts"],
    path: "Tests/TranscriptPipelines", swiftSettings: strict),
  .executableTarget(
    name: "RunTranscripts", dependencies: ["JoistArguments", "Transcripts", "TranscriptPipelines"],
    path: "Benchmarks/RunTranscripts", swiftSettings: strict),
  tests(
    "JoistRunner",
    also: ["Rows", "Beam", "JoistEngine", "JoistPlanner", "BeamWorker", "JoistPlan", "TestSupport"]),
  .executableTarget(
    name: "JoistTestProgram", dependencies: ["Joist"], path: "Tests/JoistTestProgram", swiftSettings: strict),
  tests(
    "Joist",
    also: [
      "BeamModel", "JoistPlan", "JoistRunner", "JoistTesting", "JoistTestProgram", "Rows", "TestSupport",
      "TranscriptPipelines",
      "Transcripts",
    ]),
  tests("JoistArguments"),
  .executableTarget(
    name: "FilesTestProgram", dependencies: ["Joist", "JoistFiles"], path: "Tests/FilesTestProgram",
    swiftSettings: strict),
  tests("JoistFiles", also: ["Rows", "Beam", "FilesTestProgram", "JoistRunner", "TestSupport"]),
  tests("JoistJSON", also: ["Joist", "JoistTesting"]),
  tests("JoistKafka", also: ["KafkaTestSupport", "Beam", "JoistArguments", "Rows"]),
  .target(
    name: "KafkaTestSupport", dependencies: ["JoistKafka", "CJoistKafka", "Beam", "TestSupport"],
    path: "Tests/KafkaTestSupport",
    resources: [.copy("independent_client.py"), .copy("real_broker.sh")], swiftSettings: strict),
  .executableTarget(
    name: "KafkaTestProgram", dependencies: ["Joist", "JoistKafka"], path: "Tests/KafkaTestProgram",
    swiftSettings: strict),
  .testTarget(
    name: "JoistKafkaPipelineTests",
    dependencies: [
      "JoistKafka", "JoistFiles", "KafkaTestSupport", "KafkaTestProgram", "TestSupport", "Joist", "JoistArguments",
      "JoistRunner", "JoistTesting", "Beam", "Rows",
    ],
    swiftSettings: strict),
  tests(
    "JoistTool", also: ["JoistArguments", "JoistKafka", "JoistRunner", "KafkaTestSupport", "Rows", "RowsJSON"]),
]

// MARK: What is heavy in debug, as release programs

targets += [
  // Random, damaged and hostile messages for BeamModel; driven by scripts/fuzz-model.
  .target(
    name: "ModelFuzzing", dependencies: ["BeamModel", "Rows"], path: "Benchmarks/ModelFuzzing", swiftSettings: strict),
  .executableTarget(
    name: "FuzzModel", dependencies: ["BeamModel", "ModelFuzzing"], path: "Benchmarks/FuzzModel", swiftSettings: strict),
]

// MARK: Benchmarks

targets += [
  .executableTarget(
    name: "benchmarks",
    dependencies: [
      "Beam", "CJoistKafka", "JoistArguments", "JoistFiles", "JoistKafka", "JoistRunner", "KafkaTestSupport", "Rows",
      "RowsJSON",
    ],
    path: "Benchmarks/Workloads", swiftSettings: strict),
  .executableTarget(
    name: "RunnerBundles", dependencies: ["Beam", "BeamWorker", "JoistPlan", "JoistRunner"],
    path: "Benchmarks/RunnerBundles",
    swiftSettings: strict),
  .executableTarget(
    name: "MemoryBound", dependencies: ["Joist"], path: "Benchmarks/MemoryBound", swiftSettings: strict),
  .executableTarget(name: "soak", dependencies: ["Joist"], path: "Benchmarks/Soak", swiftSettings: strict),
  .executableTarget(
    name: "KafkaVolume", dependencies: ["Joist", "JoistKafka", "KafkaTestSupport"], path: "Benchmarks/KafkaVolume",
    swiftSettings: strict),
]

// MARK: Fewer targets for a quick turn

// `JOIST_TESTS=JoistEngineTests swift test --scratch-path .build/quick` builds those tests and what they stand on, nothing else.
if let chosen = Context.environment["JOIST_TESTS"], !chosen.isEmpty {
  func names(_ target: Target) -> [String] {
    target.dependencies.compactMap {
      switch $0 {
      case .targetItem(let name, _), .byNameItem(let name, _): name
      default: nil
      }
    }
  }
  var wanted = chosen.split(separator: ",").map(String.init)
  let testTargets = targets.map(\.name).filter { $0.hasSuffix("Tests") }
  if let unknown = wanted.first(where: { name in !targets.contains { $0.name == name } }) {
    preconditionFailure(
      "JOIST_TESTS names an unknown target '\(unknown)'; the tests are \(testTargets.joined(separator: ", "))")
  }
  var kept: Set<String> = []
  while let name = wanted.popLast() {
    guard kept.insert(name).inserted, let target = targets.first(where: { $0.name == name }) else { continue }
    wanted += names(target)
  }
  targets.removeAll { !kept.contains($0.name) }
}

// MARK: Products

let libraries = ["Rows", "RowsJSON", "Beam", "Joist", "JoistJSON", "JoistKafka", "JoistFiles", "JoistTesting"]
let present = Set(targets.map(\.name))

let package = Package(
  name: "joist",
  platforms: [.macOS(.v26)],
  products: libraries.filter(present.contains).map { .library(name: $0, targets: [$0]) }
    + (present.contains("JoistTool") ? [.executable(name: "joist", targets: ["JoistTool"])] : []),
  targets: targets,
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17)
