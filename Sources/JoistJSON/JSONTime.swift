public import Beam
import RowsJSON
import Synchronization

/// Takes the time of a record from a JSON document: for `KafkaSource(eventTime:)`.
///
/// ```swift
/// KafkaSource(topic: "website-visit", eventTime: jsonTime(in: Visit.self, \.at))
/// ```
/// A row of that one field is enough, and quickest: fields that it does not know are passed over.
/// - Parameters:
///   - type: what to read.
///   - time: the time in it. What it throws, and a document that is no such row, leave the record without a time.
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

/// Parsers for whichever threads need one.
private final class ParserPool: Sendable {
  /// A parser that nobody uses: it may go to another thread.
  // Safe: the pool hands each parser to one thread at a time.
  private struct Idle: @unchecked Sendable { let parser: JSONParser }

  private let idle = Mutex<[Idle]>([])

  func withParser<Result>(_ body: (JSONParser) throws -> Result) rethrows -> Result {
    let parser = idle.withLock { $0.popLast() }?.parser ?? JSONParser()
    defer { idle.withLock { $0.append(Idle(parser: parser)) } }
    return try body(parser)
  }
}
