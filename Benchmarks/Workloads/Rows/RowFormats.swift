import Foundation
import Rows
import RowsJSON

/// Rows in memory: one type, read and written in each format, beside a reader and a writer by hand for this type alone.
enum RowFormats {
  /// A format in one direction.
  enum Work: String, CaseIterable {
    case readJSON = "Row JSON read"
    case writeJSON = "Row JSON written"
    case readCoder = "Row coder read"
    case writeCoder = "Row coder written"
  }

  /// Visits that are gone through again and again.
  private static let visits = 20_000

  static func make(_ work: Work, _ setting: Setting) throws -> Case {
    let log = VisitLog(count: visits)
    let passes = max(1, setting.events(usually: 10 * visits) / visits)
    func contender(_ role: Contender.Role, _ pass: @escaping (VisitLog, inout VisitSums) throws -> Void) -> Contender {
      Contender(role) {
        var sums = VisitSums()
        for _ in 0..<passes { try pass(log, &sums) }
        return sums.values
      }
    }
    var contenders = [contender(.engine(cores: 1), rows(work)), contender(.loop, byHand(work))]
    switch work {
    case .readJSON: contenders += try setting.peers.json("parse", of: log, units: passes * visits)
    case .writeJSON: contenders += try setting.peers.json("write", of: log, units: passes * visits)
    case .readCoder, .writeCoder: break
    }
    return Case(
      name: work.rawValue, unit: "visits", units: passes * visits, time: .microseconds, contenders: contenders)
  }

  /// What `@Row` makes.
  private static func rows(_ work: Work) -> (VisitLog, inout VisitSums) throws -> Void {
    switch work {
    case .readJSON:
      { log, sums in
        let parser = JSONParser()
        for text in log.texts { sums.add(try parser.decode(Visit.self, from: text)) }
      }
    case .writeJSON:
      { log, sums in
        var writer = RawWriter(capacity: 1024)
        log.forEachVisit { visit in
          writer.write(json: visit)
          sums.add(writer.bytes)
          writer.reset()
        }
      }
    case .readCoder:
      { log, sums in for row in log.rows { sums.add(try row.decode() as Visit) } }
    case .writeCoder:
      { log, sums in
        var writer = RawWriter(capacity: 1024)
        log.forEachVisit { visit in
          Visit.encode(visit, into: &writer)
          sums.add(writer.bytes)
          writer.reset()
        }
      }
    }
  }

  private static func byHand(_ work: Work) -> (VisitLog, inout VisitSums) throws -> Void {
    switch work {
    case .readJSON:
      { log, sums in
        for text in log.texts { text.withUnsafeBytes { if let visit = HandReader.read(json: $0) { sums.add(visit) } } }
      }
    case .readCoder:
      { log, sums in
        for row in log.rows { row.withUnsafeBytes { if let visit = HandReader.read(row: $0) { sums.add(visit) } } }
      }
    case .writeJSON:
      { log, sums in
        var writer = HandWriter()
        defer { writer.deallocate() }
        log.forEachVisit { visit in
          writer.write(json: visit)
          sums.add(writer.bytes)
        }
      }
    case .writeCoder:
      { log, sums in
        var writer = HandWriter()
        defer { writer.deallocate() }
        log.forEachVisit { visit in
          writer.write(row: visit)
          sums.add(writer.bytes)
        }
      }
    }
  }
}
