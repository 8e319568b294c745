public import Beam
public import RowsJSON

extension PCollection where Element: RowValue {
  /// Writes each element as JSON, in one line: fields in their order, those that are nil left out.
  ///
  /// ```swift
  /// visits.formatJSON().writeText(to: "visits.json")
  /// ```
  /// - Parameter name: the step's name; by default `FormatJSON`.
  @inlinable @inline(__always)
  public func formatJSON(
    _ name: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<String> {
    map(name, verb: "FormatJSON", { String(json: $0) }, file: file, line: line)
  }
}
