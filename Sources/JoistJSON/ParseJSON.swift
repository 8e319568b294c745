public import Beam
public import RowsJSON

// The steps are made in the author's module, where the fields of the row are known: there its reading is one piece of code.

extension PCollection where Element: Streamable & PayloadCarrying {
  /// Reads each element's payload as JSON; what cannot be read goes to `failures`, as it came and with the reason.
  ///
  /// ```swift
  /// let parsed = pipeline.readText(from: "visits.json").parseJSON(as: Visit.self)
  /// parsed.results     // PCollection<Visit>
  /// parsed.failures    // PCollection<Failure<String>>: "field "lat": expected a number, found a string (byte 22)"
  /// ```
  /// - Parameters:
  ///   - name: the step's name; by default `ParseJSON`.
  ///   - type: what to read: fields in any order, those that it does not know are passed over. See `JSONParser`.
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

  /// Reads each element's payload as JSON and makes a result of it, in one step; where the JSON cannot be read or
  /// `transform` throws, the element goes to `failures`, as it came and with the reason.
  ///
  /// ```swift
  /// let parsed = records.parseJSON("Parse", as: RawVisit.self) { try EventLog($0) }
  /// ```
  /// - Parameters:
  ///   - name: the step's name; by default `ParseJSON`.
  ///   - type: what to read: fields in any order, those that it does not know are passed over. See `JSONParser`.
  ///   - transform: makes the result of what was read.
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
