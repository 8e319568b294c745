/// One write of a bundle.
package struct StoreWrite: Sendable, Hashable {
  /// The encoded key of a record.
  package let key: [UInt8]
  /// The cell of the key.
  package let cell: [UInt8]
  /// The new value of the cell; nil if it was removed.
  package let value: [UInt8]?

  /// Compares the write's address with another one.
  /// - Returns: a negative number if the write's address comes first, 0 if they are equal, and a positive number
  ///   otherwise.
  func compare(_ key: [UInt8], _ cell: [UInt8]) -> Int {
    let order = compareBytes(self.key, key)
    return order == 0 ? compareBytes(self.cell, cell) : order
  }
}

/// What the commit of a bundle did to a store, in a form that can be saved and repeated: a second store, to which the
/// changes of all commits are applied in order, has the same content.
package struct StoreChanges: Sendable, Hashable {
  /// The writes, by ascending key and then by ascending cell, each address once.
  package let writes: [StoreWrite]

  /// Makes changes of writes that are in order.
  init(sorted writes: [StoreWrite]) { self.writes = writes }

  /// Applies the writes to a store. After an error the store may have some of them, and applying all of them again is
  /// safe.
  package func apply(to store: inout some KeyedStore & ~Copyable) throws {
    for write in writes {
      if let value = write.value {
        try store.write(value, to: write.cell, of: write.key.span)
      } else {
        try store.remove(write.cell, of: write.key.span)
      }
    }
  }
}
