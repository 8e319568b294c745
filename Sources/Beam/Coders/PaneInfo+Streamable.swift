public import Rows

// Beam encodes a pane in one to 19 bytes. The low half of the first byte holds flags. The high half says what follows: nothing
// (0), one index for both (1), or two indices (2).
extension PaneInfo: Streamable {
  /// Writes the same form as Beam's SDKs: an early pane has one index, and a pane before any grouping has none.
  public static func encode(_ value: borrowing PaneInfo, into writer: inout RawWriter) {
    let (isFirst, isLast) = (value.isFirst, value.isLast)
    let flags: UInt8 = (isFirst ? 1 : 0) | (isLast ? 2 : 0) | value.timing.rawValue << 2
    let (index, nonSpeculative) = (value.index, value.nonSpeculativeIndex)
    if value.timing == .unknown || (index == 0 && nonSpeculative == 0) {
      writer.write(byte: flags)
    } else if value.timing == .early || index == nonSpeculative {
      writer.write(byte: flags | 1 << 4)
      writer.writeVarint(UInt64(bitPattern: index))
    } else {
      writer.write(byte: flags | 2 << 4)
      writer.writeVarint(UInt64(bitPattern: index))
      writer.writeVarint(UInt64(bitPattern: nonSpeculative))
    }
  }

  /// Reads all three forms.
  public static func decode(from reader: inout RawReader) throws(CoderError) -> PaneInfo {
    let first = try reader.readByte()
    let timing = Timing(rawValue: first >> 2 & 3) ?? .unknown
    var index: Int64 = 0
    var nonSpeculative: Int64 = timing == .early ? -1 : 0
    switch first >> 4 {
    case 0: break
    case 1:
      index = Int64(bitPattern: try reader.readVarint())
      nonSpeculative = timing == .early ? -1 : index
    case 2:
      index = Int64(bitPattern: try reader.readVarint())
      nonSpeculative = Int64(bitPattern: try reader.readVarint())
    default: throw .badByte(first)
    }
    return PaneInfo(
      timing: timing, isFirst: first & 1 != 0, isLast: first & 2 != 0, index: index,
      nonSpeculativeIndex: nonSpeculative)
  }

  /// A coder of Joist's own. Beam has no URN for it, since it encodes panes only within windowed values and timers.
  public static var coderSpec: CoderSpec { CoderSpec(urn: "joist:coder:pane_info:v1") }
}
