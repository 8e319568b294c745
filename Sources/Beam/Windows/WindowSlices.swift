/// Numbers the slices of time: the intervals in which every timestamp has the same windows.
struct WindowSlices {
  private let offset: Int64
  private let division: FloorDivision?
  /// How long after the start of a period the windows of earlier periods end, in milliseconds; 0: at the start.
  private let seam: Int64

  init(_ kind: WindowFn.Kind) {
    switch kind {
    case .global:
      (offset, division, seam) = (0, nil, 0)
    case .fixed(let size, let offset):
      (self.offset, division, seam) = (offset, FloorDivision(by: size), 0)
    case .sliding(let size, let period, let offset):
      (self.offset, division, seam) = (offset, FloorDivision(by: period), size % period)
    case .sessions:
      (offset, division, seam) = (0, FloorDivision(by: 1), 0)
    }
  }

  /// Returns the number of a timestamp's slice. Later slices have larger numbers.
  @inline(__always)
  func number(of time: Int64) -> Int64 {
    guard let division else { return 0 }
    let (quotient, remainder) = division.divide(time &- offset)
    return seam == 0 ? quotient : quotient &* 2 &+ (remainder >= seam ? 1 : 0)
  }
}
