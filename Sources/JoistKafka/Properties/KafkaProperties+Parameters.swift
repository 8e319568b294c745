extension KafkaProperties {
  /// Removes a property for which a source or sink also has a parameter.
  /// - Parameters:
  ///   - names: the property's names, since librdkafka has aliases.
  ///   - given: the parameter's value.
  ///   - what: a description of the value for messages.
  /// - Returns: the value of the parameter or the property; nil: neither is set.
  /// - Throws: ``KafkaError`` with the code `badProperty` if both are set and differ.
  mutating func take(_ names: [String], given: String?, as what: String) throws(KafkaError) -> String? {
    var value = given
    for name in names {
      guard let own = self[name] else { continue }
      if let value, value != own {
        throw KafkaError(
          .badProperty, "the property \"\(name)\" gives \(what) as \"\(own)\", but it is also set to \"\(value)\"",
          hint: "set it only once")
      }
      value = own
      self[name] = nil
    }
    return value
  }

  /// Removes and returns the brokers' addresses.
  /// - Throws: ``KafkaError`` with the code `badProperty` if there are none, if an address is invalid, or if the property and the
  ///   parameter differ.
  mutating func takeBrokers(given: String?) throws(KafkaError) -> String {
    let found = try take(["bootstrap.servers", "metadata.broker.list"], given: given, as: "the brokers")
    guard let found = found ?? RunningBroker().addresses, !found.isEmpty else {
      throw KafkaError(
        .noBroker, "no brokers are given", hint: "give their addresses, or start a broker with `joist up`")
    }
    for address in found.split(separator: ",") { try Self.check(String(address)) }
    return found
  }

  /// The protocols that an address may start with.
  private static let protocols: Set<String> = ["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"]

  /// Checks the port and protocol of an address. The client would truncate an invalid port to another number, and resolve an
  /// unknown protocol as a host.
  private static func check(_ address: String) throws(KafkaError) {
    var rest = address[...]
    if let end = address.firstRange(of: "://") {
      guard protocols.contains(address[..<end.lowerBound].lowercased()) else { throw refusal(of: address) }
      rest = address[end.upperBound...]
    }
    // The colons of an IPv6 address are in brackets.
    let port = (rest.lastIndex(of: "]") ?? rest.startIndex)
    guard let colon = rest[port...].lastIndex(of: ":") else { return }
    guard let number = Int(rest[rest.index(after: colon)...]), (1...65_535).contains(number) else {
      throw refusal(of: address)
    }
  }

  private static func refusal(of address: String) -> KafkaError {
    KafkaError(
      .badProperty, "\"\(address)\" is not the address of a broker",
      hint: "write HOST:PORT with a port from 1 to 65535; separate several addresses with commas")
  }
}

extension ClientHandle {
  /// Checks that all of the user's properties have an effect on this kind of client.
  /// - Throws: ``KafkaError`` with the code `badProperty` for a property of producers in a consumer, or the reverse.
  func refuseIgnoredProperties(of properties: KafkaProperties) throws(KafkaError) {
    // Joist sets this property on every client, but it has no effect on a producer.
    let sentence = notices.ignoredProperties.first { !$0.contains("allow.auto.create.topics") }
    guard let sentence else { return }
    let name = properties.sorted.map(\.name).first { sentence.contains($0) }
    throw KafkaError(
      .badProperty, name.map { "the property \"\($0)\" has no effect here" } ?? "a property has no effect here",
      detail: sentence,
      hint: "use consumer properties in a source and producer properties in a sink; to share properties between both, "
        + "write consumer.NAME or producer.NAME")
  }
}
