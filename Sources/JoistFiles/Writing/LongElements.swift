#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The elements of a part that contain line feeds and so take several lines; a cut must not split one of them.
///
/// They are listed in a file next to the part, if there are any. A record has the offset of an element's first byte and the
/// offset after its last byte, eight bytes each, in order.
struct LongElements {
  private static let recordSize = 16

  private let file: OpenFile
  private let count: Int64

  /// Opens the file of a part; nil if the part has no such elements.
  /// - Throws: `FileError` if the file cannot be read.
  init?(ofPart part: FilePath) throws {
    let path = Self.path(ofPart: part)
    guard try FileStatus.of(path) != nil else { return nil }
    file = try OpenFile(path, for: .reading)
    count = try file.status().size / Int64(Self.recordSize)
  }

  /// The first offset between two elements at or after an offset between two lines.
  /// - Throws: `FileError` if the file cannot be read.
  func cut(at offset: Int64) throws -> Int64 {
    // Find the last element that begins before the offset: only that one can extend beyond it.
    var (low, high) = (Int64(0), count)
    while low < high {
      let middle = (low + high) / 2
      if try element(middle).lowerBound < offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? offset : max(offset, try element(low - 1).upperBound)
  }

  private func element(_ number: Int64) throws -> Range<Int64> {
    // SAFETY: the buffer has 16 bytes with an alignment of 8, and both loads happen only after 16 bytes have been read.
    try withUnsafeTemporaryAllocation(byteCount: Self.recordSize, alignment: 8) { record in
      guard try file.read(into: record, at: number * Int64(Self.recordSize)) == Self.recordSize else {
        throw FileError(file.path, "was truncated by another program")
      }
      return record.load(as: Int64.self)..<record.load(fromByteOffset: 8, as: Int64.self)
    }
  }

  private static func path(ofPart part: FilePath) -> FilePath { FilePath(part.bytes + Array(".long".utf8)) }

  /// Records such elements while a part is written.
  final class Writer {
    private let path: FilePath
    private var file: OpenFile?
    private var position: Int64 = 0
    private var records: [Int64] = []

    /// The number of records that are written at a time.
    private static let most = 1024

    init(ofPart part: FilePath) { path = LongElements.path(ofPart: part) }

    /// Records an element, if it is long, before it is written with a line feed.
    func add(_ element: Span<UInt8>) throws {
      let end = position + Int64(element.count) + 1
      // SAFETY: `memchr` reads at most the bytes of the element, which `withUnsafeBytes` keeps alive.
      let isLong = element.withUnsafeBytes { bytes in
        bytes.baseAddress.map { memchr($0, Int32(UInt8(ascii: "\n")), bytes.count) != nil } ?? false
      }
      if isLong {
        records += [position, end]
        if records.count >= 2 * Self.most { try flush() }
      }
      position = end
    }

    /// Writes the remaining records.
    func finish() throws { try flush() }

    /// Removes the file of a part that failed.
    func discard() { Folder.removeFile(path) }

    private func flush() throws {
      if records.isEmpty { return }
      let file = try self.file ?? OpenFile(path, for: .writing)
      self.file = file
      try records.withUnsafeBytes { try file.write($0) }
      records.removeAll(keepingCapacity: true)
    }
  }
}
