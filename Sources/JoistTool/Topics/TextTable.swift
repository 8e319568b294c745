/// Lays out rows of text with a header, in columns two spaces apart. Columns of numbers are aligned to the right.
enum TextTable {
  /// The lines of the table.
  static func lines(_ header: [String], _ rows: [[String]]) -> [String] {
    let columns = header.indices.map { column in
      (
        width: ([header] + rows).map { $0[column].count }.max() ?? 0,
        isNumeric: rows.allSatisfy { Int64($0[column]) != nil }
      )
    }
    return ([header] + rows).map { row in
      let cells = zip(row, columns).map { text, column in
        let blanks = String(repeating: " ", count: column.width - text.count)
        return column.isNumeric ? blanks + text : text + blanks
      }
      let line = cells.joined(separator: "  ")
      return String(line[..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex)])
    }
  }
}
