import Beam

/// The positions of a group in the topics that one step reads: no other step may resume from them or publish them.
struct GroupUse: Sendable {
  let group: String
  let topics: [String]
  /// Where the cluster's brokers are.
  let addresses: String
  let uses: SoleUses

  /// Why another step that names a broker of the same address keeps this one from reading; nil where none does.
  var conflict: String? {
    for address in addresses.split(separator: ",") {
      if let conflict = conflict(on: "the broker \(Self.canonical(address))") { return conflict }
    }
    return nil
  }

  /// Claims the positions on a cluster that has told its name. It finds two steps that name the same cluster by different
  /// addresses.
  /// - Throws: ``KafkaError`` with the code `groupInUse`, which names both steps.
  func claim(on cluster: KafkaCluster) throws(KafkaError) {
    guard let id = cluster.id, let conflict = conflict(on: "the cluster \(id)") else { return }
    throw KafkaError(.groupInUse, "\(uses.stepName): \(conflict)")
  }

  private func conflict(on where: String) -> String? {
    for topic in topics {
      guard let other = uses.claim("Kafka group \(group), topic \(topic), \(`where`)") else { continue }
      return
        "\(other) reads the topic \"\(topic)\" under the group \"\(group)\", too; each would resume from the positions "
        + "of the other and lose records. Give each step a group of its own, or read the topic in one step and use its "
        + "records twice"
    }
    return nil
  }

  /// An address in one spelling: small letters, no protocol, Kafka's usual port where none is given.
  private static func canonical(_ address: Substring) -> String {
    var text = address.lowercased().filter { !$0.isWhitespace }
    if let protocolEnd = text.firstRange(of: "://")?.upperBound { text = String(text[protocolEnd...]) }
    let hostEnd = text.lastIndex(of: "]") ?? text.startIndex
    return text[hostEnd...].contains(":") ? text : text + ":9092"
  }
}
