/// The windows and pane of an element. A block lists each context once, and its elements refer to it by index.
public struct WindowContext: Hashable, Sendable {
  /// The element's windows, in ascending order. Empty if the window function leaves gaps and the element is in one; no
  /// grouping takes such an element.
  public var windows: [Window]
  /// The pane of the element, the same in each window.
  public var pane: Pane

  /// Makes a context.
  public init(windows: [Window], pane: Pane = .none) {
    self.windows = windows
    self.pane = pane
  }

  /// The last moment of the window that ends first, in milliseconds.
  public var firstEnd: Int64 { windows.first?.maxTimestamp ?? EventTime.endOfGlobalWindow }

  /// The approximate memory of a list of contexts, in bytes.
  public static func memory(of contexts: [WindowContext]) -> Int {
    contexts.reduce(0) {
      $0 + MemoryLayout<WindowContext>.stride + 32 + $1.windows.count * MemoryLayout<Window>.stride
    }
  }

  /// The context of every source's elements: the global window, before any grouping.
  public static let global = WindowContext(windows: [.global])
}
