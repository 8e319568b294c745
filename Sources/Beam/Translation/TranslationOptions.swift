package import BeamModel

/// What a translation needs to know besides the graph.
package struct TranslationOptions: Sendable {
  /// Where the program's functions run. Its capabilities are added by the translation.
  package var environment: BeamProto.Environment

  /// By default the runner may choose: on the embedded engine, this process.
  package init(
    environment: BeamProto.Environment = .with { $0.urn = BeamProto.StandardEnvironments.Environments.default }
  ) {
    self.environment = environment
  }
}

/// What our workers understand, in Beam's names.
enum Capabilities {
  /// Coders and protocols.
  static let all: [String] = [
    BeamProto.StandardCoders.bytes, BeamProto.StandardCoders.bool, BeamProto.StandardCoders.stringUtf8,
    BeamProto.StandardCoders.varint, BeamProto.StandardCoders.double, BeamProto.StandardCoders.kv,
    BeamProto.StandardCoders.iterable, BeamProto.StandardCoders.nullable, BeamProto.StandardCoders.row,
    BeamProto.StandardCoders.lengthPrefix, BeamProto.StandardCoders.globalWindow,
    BeamProto.StandardCoders.intervalWindow, BeamProto.StandardCoders.windowedValue,
    BeamProto.StandardCoders.paramWindowedValue,
  ]
}
