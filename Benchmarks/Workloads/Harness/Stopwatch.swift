import Foundation

/// Elapsed time and processor time since its creation.
struct Stopwatch {
  private let wall = Self.seconds(of: CLOCK_MONOTONIC)
  private let processor = Self.seconds(of: CLOCK_PROCESS_CPUTIME_ID)

  /// Elapsed time in seconds.
  var wallSeconds: Double { Self.seconds(of: CLOCK_MONOTONIC) - wall }

  /// Processor time of all threads of this process in seconds.
  var processorSeconds: Double { Self.seconds(of: CLOCK_PROCESS_CPUTIME_ID) - processor }

  /// Runs work and times it.
  static func time(_ body: () throws -> [Int64]) rethrows -> Sample {
    let watch = Stopwatch()
    let answer = try body()
    return Sample(wallSeconds: watch.wallSeconds, processorSeconds: watch.processorSeconds, answer: answer)
  }

  private static func seconds(of clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
