import EngineReference
import Foundation
import Testing

/// A seed determines a run: it is the same, event by event, in this process and in another.
@Suite struct ReplayTests {
  @Test("The same seed gives the same log in another process", arguments: [UInt64(3), 17, 404])
  func sameSeed(seed: UInt64) throws {
    let here = try log(of: seed)
    let first = try logInAnotherProcess(seed)
    let second = try logInAnotherProcess(seed)
    #expect(first == second)
    #expect(String(decoding: first, as: UTF8.self).hasPrefix(here))
    #expect(here.count > 1000)
  }

  @Test("Different seeds give different logs")
  func differentSeeds() throws { #expect(try log(of: 3) != log(of: 4)) }

  private func log(of seed: UInt64) throws -> String {
    var simulation = Simulation(seed: seed, hasState: seed.isMultiple(of: 2), keepsText: true)
    _ = try simulation.run()
    return simulation.text.map { $0 + "\n" }.joined()
  }

  private func logInAnotherProcess(_ seed: UInt64) throws -> Data {
    let process = Process()
    process.executableURL = try #require(Self.folderOfProducts).appending(path: "SimulateEngine")
    process.arguments = ["--seed", "\(seed)", "--count", "1", "--log"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return data
  }

  /// Where the package's programs are built: beside the tests.
  private static var folderOfProducts: URL? {
    #if os(Linux)
      URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    #else
      Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL.deletingLastPathComponent()
    #endif
  }
}
