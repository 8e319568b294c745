import Rows

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A value of a group could not be decoded while a function read it.
///
/// A sequence cannot throw, so the group ends there for the function, and this is noted for the thread's bundle. The step
/// then fails before anything that it made of such a group goes further.
@usableFromInline
package struct GroupFault: Error, CustomStringConvertible {
  /// What the step throws.
  package let error: any Error
  /// Where in the group reading ended: an address in the block that holds it.
  // Sendable: compared with the bounds of a block by whoever catches it, and never read.
  package nonisolated(unsafe) let address: UnsafeRawPointer

  @usableFromInline package var description: String { "\(error)" }

  // MARK: The thread's bundle

  /// What the bundle of a thread has met.
  package final class Recorder {
    @exclusivity(unchecked) fileprivate(set) var fault: GroupFault?

    package init() {}
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// Has this thread's faults noted in a recorder while the body runs.
  package static func recording<Result>(in recorder: Recorder, _ body: () throws -> Result) rethrows -> Result {
    let outer = pthread_getspecific(key)
    recorder.fault = nil
    pthread_setspecific(key, Unmanaged.passUnretained(recorder).toOpaque())
    defer { pthread_setspecific(key, outer) }
    return try body()
  }

  /// The fault that this thread's bundle has met, if any; forgotten with that.
  package static func take() -> GroupFault? {
    guard let recorder else { return nil }
    guard let fault = recorder.fault else { return nil }
    recorder.fault = nil
    return fault
  }

  private static var recorder: Recorder? {
    pthread_getspecific(key).map { Unmanaged<Recorder>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Notes a fault. Outside of a bundle there is no step to fail: standard error says it, where the group stands alone. One of
  /// a bundle has left its thread then: to go on would lose values without a word.
  static func record(_ error: any Error, at reader: RawReader, standsAlone: Bool) {
    guard let recorder else {
      let rule = standsAlone ? "" : "; a Grouped left the thread that it was given on"
      Logger(label: "joist").log(level: .error, "a group's values end before their count: \(error)\(rule)")
      precondition(standsAlone, "what is said above cannot be gone on from")
      return
    }
    if recorder.fault == nil { recorder.fault = GroupFault(error: error, address: reader.position) }
  }
}
