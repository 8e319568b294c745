import Foundation

/// Wall and processor time since it was started.
struct Stopwatch {
  private let wall = Self.seconds(of: CLOCK_MONOTONIC)
  private let processor = Self.seconds(of: CLOCK_PROCESS_CPUTIME_ID)

  /// Seconds on the clock on the wall.
  var wallSeconds: Double { Self.seconds(of: CLOCK_MONOTONIC) - wall }

  /// Seconds that all threads of this process have had a processor for.
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
