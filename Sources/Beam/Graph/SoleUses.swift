import Synchronization

/// External resources that only one step of a pipeline may use, such as the offsets of a consumer group or a file that is
/// written.
///
/// A connector gets it in `expand` and claims what it uses, there or when the job starts:
/// ```swift
/// struct WriteFeed: PTransform {
///   let address: String
///   func expand(_ lines: PCollection<String>) {
///     if let other = lines.pipeline.soleUses().claim("feed \(address)") {
///       lines.pipeline.refuse("\(other) also writes the feed \(address)")
///     }
///   }
/// }
/// ```
public struct SoleUses: Sendable {
  /// The resources in use by the steps of one pipeline.
  final class Registry: Sendable {
    private let users = Mutex<[AnyHashable: Step]>([:])

    /// Returns the step that uses `resource`: `step`, unless another step has claimed it before.
    func user(of resource: some Hashable & Sendable, claimedBy step: Step) -> Step {
      users.withLock { users in
        let user = users[resource] ?? step
        users[resource] = user
        return user
      }
    }
  }

  let step: Step
  let registry: Registry

  /// The step that claims resources through this value, as `step "Read" (File.swift:12)`.
  public var stepName: String { Self.name(of: step) }

  /// Claims a resource for the step. The first step that claims a resource gets it.
  /// - Parameter resource: a value that equals no other resource: of a type of the connector, or text that begins with the kind
  ///   of resource.
  /// - Returns: nil if the step may use the resource; otherwise the step that has it, as `step "Read" (File.swift:12)`.
  public func claim(_ resource: some Hashable & Sendable) -> String? {
    let user = registry.user(of: resource, claimedBy: step)
    return user == step ? nil : Self.name(of: user)
  }

  private static func name(of step: Step) -> String { "step \"\(step.path)\" (\(step.site))" }
}

extension Pipeline {
  /// Returns the exclusive uses of the composite that is being built. For connectors, in `expand`.
  public func soleUses() -> SoleUses { graph.makeSoleUses() }
}
