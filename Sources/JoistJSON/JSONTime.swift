public import Beam
import RowsJSON
import Synchronization

/// Returns a function that extracts a record's time from a JSON document, for `KafkaSource(eventTime:)`.
///
/// ```swift
/// KafkaSource(topic: "website-visit", eventTime: jsonTime(in: Visit.self, \.at))
/// ```
/// A row with only that field is enough and is the fastest, since unknown fields are skipped.
/// - Parameters:
///   - type: the type of the document.
///   - time: returns the time of a document. If it throws, or if the document cannot be parsed, the record has no event time.
public func jsonTime<Document: RowValue, Payload: PayloadCarrying & SendableMetatype>(
  in type: Document.Type, _ time: @escaping @Sendable (Document) throws -> Timestamp
) -> @Sendable (Payload) throws -> Timestamp {
  let parsers = ParserPool()
  return { payload in
    try parsers.withParser { parser in
      try time(try payload.withPayload { bytes throws(JSONError) in try parser.decode(Document.self, from: bytes) })
    }
  }
}

/// A pool of parsers for any number of threads.
private final class ParserPool: Sendable {
  /// A parser that no thread uses.
  // SAFETY: the pool hands each parser to one thread at a time, and its mutex orders them.
  private struct Idle: @unchecked Sendable { let parser: JSONParser }

  private let idle = Mutex<[Idle]>([])

  func withParser<Result>(_ body: (JSONParser) throws -> Result) rethrows -> Result {
    let parser = idle.withLock { $0.popLast() }?.parser ?? JSONParser()
    defer { idle.withLock { $0.append(Idle(parser: parser)) } }
    return try body(parser)
  }
}
