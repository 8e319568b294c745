extension KafkaProperties {
  /// Takes out a property that has a parameter of its own beside the properties.
  /// - Parameters:
  ///   - names: the property's names; the library knows some under two.
  ///   - given: the parameter's value.
  ///   - what: what it is, for messages.
  /// - Returns: the value of either.
  /// - Throws: ``KafkaError`` with the code `badProperty` where both are given and differ.
  mutating func take(_ names: [String], given: String?, as what: String) throws(KafkaError) -> String? {
    var value = given
    for name in names {
      guard let own = self[name] else { continue }
      if let value, value != own {
        throw KafkaError(
          .badProperty, "the property \"\(name)\" gives \(what) as \"\(own)\", elsewhere it is \"\(value)\"",
          hint: "say it once")
      }
      value = own
      self[name] = nil
    }
    return value
  }

  /// Takes out the addresses of brokers.
  /// - Throws: ``KafkaError`` with the code `badProperty` where there are none, or two that differ.
  mutating func takeBrokers(given: String?) throws(KafkaError) -> String {
    let found = try take(["bootstrap.servers", "metadata.broker.list"], given: given, as: "the brokers")
    guard let found, !found.isEmpty else {
      throw KafkaError(
        .badProperty, "no brokers are named", hint: "name them, or start one on this machine with `joist up`")
    }
    for address in found.split(separator: ",") { try Self.check(String(address)) }
    return found
  }

  /// The protocols that an address may begin with.
  private static let protocols: Set<String> = ["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"]

  /// Refuses an address with a port that does not exist, which the client would read as another, or with a protocol that is not
  /// Kafka's, which it would try to resolve as a host.
  private static func check(_ address: String) throws(KafkaError) {
    var rest = address[...]
    if let end = address.firstRange(of: "://") {
      guard protocols.contains(address[..<end.lowerBound].lowercased()) else { throw refusal(of: address) }
      rest = address[end.upperBound...]
    }
    // The colons within an IPv6 address stand in brackets.
    let port = (rest.lastIndex(of: "]") ?? rest.startIndex)
    guard let colon = rest[port...].lastIndex(of: ":") else { return }
    guard let number = Int(rest[rest.index(after: colon)...]), (1...65_535).contains(number) else {
      throw refusal(of: address)
    }
  }

  private static func refusal(of address: String) -> KafkaError {
    KafkaError(
      .badProperty, "\"\(address)\" is not the address of a broker",
      hint: "write HOST:PORT with a port from 1 to 65535, several with commas between")
  }
}

extension ClientHandle {
  /// - Throws: ``KafkaError`` with the code `badProperty` where one of the author's properties has no effect on this
  ///   kind of client: a property of writers given to a reader, or the other way round.
  func refuseIgnoredProperties(of properties: KafkaProperties) throws(KafkaError) {
    // What Joist sets on every client may be without effect on some.
    let sentence = notices.ignoredProperties.first { !$0.contains("allow.auto.create.topics") }
    guard let sentence else { return }
    let name = properties.sorted.map(\.name).first { sentence.contains($0) }
    throw KafkaError(
      .badProperty, name.map { "the property \"\($0)\" has no effect here" } ?? "a property has no effect here",
      detail: sentence, hint: "give it to the source or the sink that it is for")
  }
}
