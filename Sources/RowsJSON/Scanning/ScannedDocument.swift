/// The words and strings of a document that was scanned slowly, in memory of their own.
final class ScannedDocument {
  let tape: UnsafeMutablePointer<UInt64>
  let strings: UnsafeMutablePointer<UInt8>

  /// Scans a document.
  ///
  /// - Throws: ``JSONError`` if it is malformed.
  init(_ text: UnsafeRawBufferPointer) throws(JSONError) {
    var scanner = JSONScanner(text)
    do throws(JSONScanner.Malformed) {
      try scanner.scan()
    } catch {
      throw JSONError(reason: error.reason, path: scanner.path, offset: error.offset, in: text)
    }
    tape = .allocate(capacity: scanner.tape.count)
    tape.initialize(from: scanner.tape, count: scanner.tape.count)
    strings = .allocate(capacity: max(scanner.strings.count, 1))
    strings.initialize(from: scanner.strings, count: scanner.strings.count)
  }

  deinit {
    tape.deallocate()
    strings.deallocate()
  }
}
