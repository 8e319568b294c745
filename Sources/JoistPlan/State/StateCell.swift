/// The addresses of a key's cells: byte strings that name a state, a window and a place within that state, so that the
/// cells of one state and those of one window are next to each other.
public enum StateCell {
  /// The cell that says that a key has had an element in a window.
  public static func mark(_ window: Window) -> [UInt8] { prefix(window) + [0, 0] }

  /// The common beginning of all cells of a window.
  public static func prefix(_ window: Window) -> [UInt8] {
    if window.isGlobal { return [0] }
    var cell: [UInt8] = [1]
    cell.reserveCapacity(32)
    // The engine's order of windows: by end, then by start.
    append(window.end, to: &cell)
    append(window.start, to: &cell)
    append(window.encoded.count, to: &cell)
    cell += window.encoded
    return cell
  }

  /// The common beginning of all cells of a state in a window.
  public static func prefix(_ window: Window, state: String) -> [UInt8] {
    var cell = prefix(window)
    append(state.utf8.count, to: &cell)
    cell += state.utf8
    return cell
  }

  /// Appends a number of two bytes.
  private static func append(_ count: Int, to cell: inout [UInt8]) {
    cell.append(UInt8(truncatingIfNeeded: count >> 8))
    cell.append(UInt8(truncatingIfNeeded: count))
  }

  /// Appends a time so that the order of the bytes is that of the times.
  public static func append(_ time: Int64, to cell: inout [UInt8]) {
    let bits = UInt64(bitPattern: time) ^ (1 << 63)
    for shift in stride(from: UInt64(56), through: 0, by: -8) { cell.append(UInt8(truncatingIfNeeded: bits >> shift)) }
  }

  /// Reads a time that `append` wrote at an offset.
  public static func time(in cell: [UInt8], at offset: Int) -> Int64 {
    var bits: UInt64 = 0
    for index in offset..<offset + 8 { bits = bits << 8 | UInt64(cell[index]) }
    return Int64(bitPattern: bits ^ (1 << 63))
  }
}
