import Beam

/// A step's exclusive use of a group's positions in some topics: no other step may resume from them or commit them.
struct GroupUse: Sendable {
  let group: String
  let topics: [String]
  /// The brokers' addresses.
  let addresses: String
  let uses: SoleUses

  /// The conflict with another step that uses a broker of the same address; nil: none.
  var conflict: String? {
    for address in addresses.split(separator: ",") {
      if let conflict = conflict(on: "the broker \(Self.canonical(address))") { return conflict }
    }
    return nil
  }

  /// Claims the positions on a cluster by its ID. This also finds two steps that use different addresses of the same cluster.
  /// - Throws: ``KafkaError`` with the code `groupInUse`, which names both steps.
  func claim(on cluster: KafkaCluster) throws(KafkaError) {
    guard let id = cluster.id, let conflict = conflict(on: "the cluster \(id)") else { return }
    throw KafkaError(.groupInUse, "\(uses.stepName): \(conflict)")
  }

  private func conflict(on where: String) -> String? {
    for topic in topics {
      guard let other = uses.claim("Kafka group \(group), topic \(topic), \(`where`)") else { continue }
      return
        "\(other) also reads the topic \"\(topic)\" under the group \"\(group)\"; each would resume from the positions "
        + "of the other and lose records. Give each step its own group, or read the topic in one step and use its "
        + "records twice"
    }
    return nil
  }

  /// A canonical form of an address: lower case, without a protocol, and with Kafka's default port if none is given.
  private static func canonical(_ address: Substring) -> String {
    var text = address.lowercased().filter { !$0.isWhitespace }
    if let protocolEnd = text.firstRange(of: "://")?.upperBound { text = String(text[protocolEnd...]) }
    let hostEnd = text.lastIndex(of: "]") ?? text.startIndex
    return text[hostEnd...].contains(":") ? text : text + ":9092"
  }
}
