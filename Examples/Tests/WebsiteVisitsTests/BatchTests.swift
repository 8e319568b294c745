import Foundation
import Joist
import Testing

@testable import WebsiteVisits

/// A temporary folder, removed at the end of the test.
private final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appending(path: "website-visits-\(UUID().uuidString)")
  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }
  func lines(_ name: String) throws -> [String] {
    try String(contentsOfFile: path(name), encoding: .utf8).split(separator: "\n").map(String.init)
  }
}

@Suite("The program, from files to files") struct BatchTests {
  private static let visit = #"""
    {"ip": "1.2.3.4", "id": "7", "lat": "", "lng": 2.5, "user_agent": "curl", "age_bracket": "18-25", \#
    "opted_into_marketing": false, "http_request": "GET / HTTP/1.1", "http_response": 200, "file_size_bytes": 30, \#
    "event_datetime": "2023-05-05T13:02:21.345Z", "event_ts": 1683291741345}
    """#

  @Test("Visits and dead letters are written to separate files") func files() async throws {
    let folder = try TemporaryFolder()
    try (Self.visit + "\n").write(toFile: folder.path("in-1.jsonl"), atomically: true, encoding: .utf8)
    let others = Data("nothing\n\(Self.visit)\n".utf8) + [0x7B, 0xFF]
    try others.write(to: folder.url.appending(path: "in-2.jsonl"))

    let program = try WebsiteVisits.parse([
      "--mode", "batch", "--input", folder.path("in-*.jsonl"), "--output", folder.path("out.jsonl"), "--dead-letters",
      folder.path("dead.jsonl"),
    ])
    let pipeline = Pipeline()
    program.build(pipeline)
    try await pipeline.run(on: .local)

    let visits = try folder.lines("out.jsonl")
    #expect(visits.count == 2)
    #expect(visits.allSatisfy { $0.hasPrefix(#"{"ip":"1.2.3.4","id":"7","lat":-1.0,"lng":-1.0,"#) })
    let letters = try folder.lines("dead.jsonl")
    #expect(letters.count == 2)
    #expect(letters.contains { $0.hasPrefix(#"{"line":"nothing","reason":""#) })
    #expect(letters.contains { $0.hasPrefix(#"{"bytes":"e/8=","reason":""#) })
    let second = Self.visit.utf8.count + "nothing\n\n".utf8.count
    for (letter, byte) in [(#"{"line""#, 0), (#"{"bytes""#, second)] {
      let name = String(json: folder.path("in-2.jsonl")).dropFirst().dropLast()
      #expect(
        letters.contains {
          $0.hasPrefix(letter) && $0.hasSuffix(#","step":"Parse","id":"Parse at \#(name)@\#(byte)"}"#)
        })
    }
  }
}
