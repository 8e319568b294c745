import Synchronization

/// Things outside of the pipeline that only one of its steps may use: the positions of a consumer group, a file that is written.
///
/// A connector makes it in `expand` and claims what it uses, there or when the job starts:
/// ```swift
/// struct WriteFeed: PTransform {
///   let address: String
///   func expand(_ lines: PCollection<String>) {
///     if let other = lines.pipeline.soleUses().claim("feed \(address)") {
///       lines.pipeline.refuse("\(other) writes the feed \(address), too")
///     }
///   }
/// }
/// ```
public struct SoleUses: Sendable {
  /// Which step uses what, for the steps of one pipeline.
  final class Registry: Sendable {
    private let users = Mutex<[AnyHashable: Step]>([:])

    /// The step that uses `resource`: `step`, unless another one claimed it before.
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

  /// The step that these uses were made for, as `step "Read" (File.swift:12)`.
  public var stepName: String { Self.name(of: step) }

  /// Claims a resource for the step that these uses were made for. The first step that claims it gets it.
  /// - Parameter resource: what no other resource equals: a value of a type of the connector, or text that begins with its kind.
  /// - Returns: nil where the step may use it; else the step that has it, as `step "Read" (File.swift:12)`.
  public func claim(_ resource: some Hashable & Sendable) -> String? {
    let user = registry.user(of: resource, claimedBy: step)
    return user == step ? nil : Self.name(of: user)
  }

  private static func name(of step: Step) -> String { "step \"\(step.path)\" (\(step.site))" }
}

extension Pipeline {
  /// What the step that is being built uses alone among all steps. For connectors, in `expand`.
  public func soleUses() -> SoleUses { graph.makeSoleUses() }
}
