internal import CJoistSimdJSON
public import Rows

/// Reads values from JSON documents, one after the other, with memory that it keeps.
///
/// One owner at a time; make one for each loop that reads.
///
/// ```swift
/// let parser = JSONParser()
/// let visit = try parser.decode(Visit.self, from: bytes)
/// ```
///
/// Fields may come in any order; names that the row does not know are passed over; optional fields may be missing or
/// null; a name that comes twice is refused. Numbers that fit no type, and strings that are no text, fail the field
/// that asks for them, and nothing else.
public final class JSONParser {
  /// The largest document whose memory is kept for the next ones, in bytes.
  @inlinable
  static var keptDocumentSize: Int { 4 << 20 }

  /// simdjson's parser; nil when there was no memory for one, or after a large document.
  private var parser: OpaquePointer?
  /// The words of the last document that simdjson refused.
  private(set) var scanned: ScannedDocument?

  /// A parser; takes its memory with the first document.
  public init() {}

  deinit { forget() }

  /// Reads a document.
  ///
  /// - Throws: ``JSONError`` if it is malformed or not such a value.
  @inlinable
  public func decode<Value: RowValue>(
    _ type: Value.Type = Value.self, from bytes: UnsafeRawBufferPointer
  ) throws(JSONError) -> Value {
    if let value = readText(type, bytes) { return value }
    var reader = try parse(bytes)
    defer { if bytes.count > Self.keptDocumentSize { forget() } }
    return try Value.read(from: &reader)
  }

  /// Reads a document.
  ///
  /// - Throws: ``JSONError`` if it is malformed or not such a value.
  @inlinable
  public func decode<Value: RowValue>(_ type: Value.Type = Value.self, from bytes: Bytes) throws(JSONError) -> Value {
    try bytes.withUnsafeBytes { (bytes) throws(JSONError) in try decode(type, from: bytes) }
  }

  /// Reads a document.
  ///
  /// - Throws: ``JSONError`` if it is malformed or not such a value.
  public func decode<Value: RowValue>(_ type: Value.Type = Value.self, from text: String) throws(JSONError) -> Value {
    try decode(type, from: Bytes(utf8: text))
  }

  // MARK: Reading the text itself

  /// How many documents are to be parsed before the next text is tried, and how many if that is in vain: none at first, then 1,
  /// 3, 7 and 15.
  @usableFromInline var documentsToParse = (now: 0, next: 0)

  /// Reads a document without parsing it; nil where that is not possible, and where it is not tried, since it was in vain for the
  /// documents before.
  @inlinable @inline(__always)
  func readText<Value: RowValue>(_ type: Value.Type, _ bytes: UnsafeRawBufferPointer) -> Value? {
    let (now, next) = documentsToParse
    if now > 0 {
      documentsToParse.now = now &- 1
      return nil
    }
    if let value = JSONTextReader.read(type, from: bytes) {
      if next > 0 { documentsToParse.next = 0 }
      return value
    }
    documentsToParse = (now: next, next: min(2 &* next &+ 1, 15))
    return nil
  }

  // MARK: Parsing

  /// Makes the tape of a document. The reader may be used until the next call.
  @usableFromInline
  func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONReader {
    if parser == nil { parser = joist_simdjson_create(JSONScanner.maximumDepth) }
    if let parser, let start = bytes.baseAddress {
      let document = joist_simdjson_parse(parser, start.assumingMemoryBound(to: UInt8.self), bytes.count)
      if document.is_parsed != 0, let tape = document.tape, let strings = document.strings {
        return JSONReader(tape: tape, strings: strings, text: bytes)
      }
    }
    return try scan(bytes)
  }

  /// Makes the tape of a document that simdjson does not take: it is malformed, or has a value that is refused only where
  /// it is asked for.
  private func scan(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONReader {
    let document = try ScannedDocument(bytes)
    scanned = document
    return JSONReader(tape: document.tape, strings: document.strings, text: bytes)
  }

  /// Gives up the memory of the documents so far.
  @usableFromInline
  func forget() {
    if let parser { joist_simdjson_destroy(parser) }
    parser = nil
    scanned = nil
  }
}
