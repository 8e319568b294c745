public import Beam
public import RowsJSON

extension PCollection where Element: RowValue {
  /// Writes each element as JSON on one line. Fields are in the order of their declaration; fields that are nil are left out.
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
