import Rows

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A value of a group could not be decoded while a function read the group.
///
/// A sequence cannot throw. The group ends early for the function, and the fault is recorded for the bundle that the thread
/// runs. The step then fails before its results go downstream.
///
/// The recorder is a thread-specific value, because a group's iterator has no reference to its bundle, and workers are threads,
/// not tasks.
@usableFromInline
package struct GroupFault: Error, CustomStringConvertible {
  /// What the step throws.
  package let error: any Error
  /// Where reading ended: an address in the block that holds the group.
  // SAFETY: the address is only compared with the bounds of a block, and never dereferenced.
  package nonisolated(unsafe) let address: UnsafeRawPointer

  @usableFromInline package var description: String { "\(error)" }

  // MARK: The thread's bundle

  /// Records the first fault of a bundle.
  package final class Recorder {
    // SAFETY: `@exclusivity(unchecked)`: one thread at a time runs the bundle, and each access is a single read or write.
    @exclusivity(unchecked) fileprivate(set) var fault: GroupFault?

    package init() {}
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// Runs `body` and records this thread's faults in `recorder` meanwhile.
  package static func recording<Result>(in recorder: Recorder, _ body: () throws -> Result) rethrows -> Result {
    let outer = pthread_getspecific(key)
    recorder.fault = nil
    // SAFETY: the caller keeps the recorder alive during the call, and the previous value is restored before it returns.
    pthread_setspecific(key, Unmanaged.passUnretained(recorder).toOpaque())
    defer { pthread_setspecific(key, outer) }
    return try body()
  }

  /// Returns and clears the fault of the bundle that this thread runs; nil if there is none.
  package static func take() -> GroupFault? {
    guard let recorder else { return nil }
    guard let fault = recorder.fault else { return nil }
    recorder.fault = nil
    return fault
  }

  private static var recorder: Recorder? {
    pthread_getspecific(key).map { Unmanaged<Recorder>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Records a fault for the bundle that this thread runs.
  ///
  /// Outside of a bundle there is no step to fail. For a standalone group the fault is logged to standard error. A group of a
  /// bundle has left its thread, and the program ends: going on would lose values silently.
  /// - Parameter standsAlone: whether the group has memory of its own, and does not belong to a bundle.
  static func record(_ error: any Error, at reader: RawReader, standsAlone: Bool) {
    guard let recorder else {
      // Logged as well, since a release build traps without the message.
      let mistake = "a Grouped was read on a thread other than its bundle's; copy its values before you pass them on"
      let rule = standsAlone ? "" : "; \(mistake)"
      Logger(label: "joist").log(level: .error, "a group's values end before their count: \(error)\(rule)")
      precondition(standsAlone, mistake)
      return
    }
    if recorder.fault == nil { recorder.fault = GroupFault(error: error, address: reader.address) }
  }
}
