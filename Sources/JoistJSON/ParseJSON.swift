public import Beam
public import RowsJSON

// These functions are inlined into the user's module, where the row's fields are known, so that its parsing is specialized.

extension PCollection where Element: Streamable & PayloadCarrying {
  /// Parses each element's payload as JSON. Elements that cannot be parsed go to `failures` unchanged, with the reason.
  ///
  /// ```swift
  /// let parsed = pipeline.readText(from: "visits.json").parseJSON(as: Visit.self)
  /// parsed.results     // PCollection<Visit>
  /// parsed.failures    // PCollection<Failure<String>>: "field "lat": expected a number, found a string (byte 22)"
  /// ```
  /// - Parameters:
  ///   - name: the step's name; by default `ParseJSON`.
  ///   - type: the type to parse. Fields may be in any order; unknown fields are skipped. See `JSONParser`.
  @inlinable @inline(__always)
  public func parseJSON<Value: RowValue & Streamable>(
    _ name: String? = nil, as type: Value.Type = Value.self, file: StaticString = #fileID, line: UInt = #line
  ) -> (results: PCollection<Value>, failures: PCollection<Failure<Element>>) {
    tryMap(
      name, verb: "ParseJSON", with: { JSONParser() },
      { element, parser in
        try element.withPayload { payload throws(JSONError) in try parser.decode(Value.self, from: payload) }
      }, file: file, line: line)
  }

  /// Parses each element's payload as JSON and transforms the value, in one step. Elements that cannot be parsed or for which
  /// `transform` throws go to `failures` unchanged, with the reason.
  ///
  /// ```swift
  /// let parsed = records.parseJSON("Parse", as: RawVisit.self) { try EventLog($0) }
  /// ```
  /// - Parameters:
  ///   - name: the step's name; by default `ParseJSON`.
  ///   - type: the type to parse. Fields may be in any order; unknown fields are skipped. See `JSONParser`.
  ///   - transform: makes a result from the parsed value.
  @inlinable @inline(__always)
  public func parseJSON<Value: RowValue, Output: Streamable>(
    _ name: String? = nil, as type: Value.Type, _ transform: @escaping @Sendable (Value) throws -> Output,
    file: StaticString = #fileID, line: UInt = #line
  ) -> (results: PCollection<Output>, failures: PCollection<Failure<Element>>) {
    tryMap(
      name, verb: "ParseJSON", with: { JSONParser() },
      { element, parser in
        try transform(
          element.withPayload { payload throws(JSONError) in try parser.decode(Value.self, from: payload) })
      }, file: file, line: line)
  }
}
