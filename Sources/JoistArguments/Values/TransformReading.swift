/// Values that a function of the program makes from the text.
extension OptionReading {
  static func single(_ transform: @escaping @Sendable (String) throws -> Value) -> OptionReading {
    OptionReading { try Transform.apply(transform, to: $0) }
  }

  static func optional<Wrapped>(_ transform: @escaping @Sendable (String) throws -> Wrapped) -> OptionReading
  where Value == Wrapped? {
    OptionReading(read: { try Transform.apply(transform, to: $0) }, absent: .some(nil))
  }

  static func repeated<Element>(_ transform: @escaping @Sendable (String) throws -> Element) -> OptionReading
  where Value == [Element] {
    OptionReading(read: { try $0.map { try Transform.apply(transform, to: [$0]) } }, isRepeating: true)
  }
}

private enum Transform {
  static func apply<Value>(_ transform: (String) throws -> Value, to given: [GivenArgument]) throws -> Value {
    guard let last = given.last else { throw ParseFailure("no value given") }
    do {
      return try transform(last.text)
    } catch {
      throw ParseFailure(
        "the value '\(last.text)' is not valid for '\(last.label)'", detail: String(describing: error))
    }
  }
}
