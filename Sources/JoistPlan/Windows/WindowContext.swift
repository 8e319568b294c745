/// The windows of an element together with its pane: what one entry of a block's window column means.
public struct WindowContext: Hashable, Sendable {
  /// The element's windows, in ascending order. Empty where windows have gaps and the element is in one: nothing groups it.
  public var windows: [Window]
  /// The pane that the element belongs to in each of them.
  public var pane: Pane

  /// Makes a context.
  public init(windows: [Window], pane: Pane = .none) {
    self.windows = windows
    self.pane = pane
  }

  /// The last moment of the window that ends first, in milliseconds.
  public var firstEnd: Int64 { windows.first?.maxTimestamp ?? EventTime.endOfGlobalWindow }

  /// About the memory that a list of contexts takes, in bytes.
  public static func memory(of contexts: [WindowContext]) -> Int {
    contexts.reduce(0) {
      $0 + MemoryLayout<WindowContext>.stride + 32 + $1.windows.count * MemoryLayout<Window>.stride
    }
  }

  /// The global window, no grouping yet: what every source emits.
  public static let global = WindowContext(windows: [.global])
}
