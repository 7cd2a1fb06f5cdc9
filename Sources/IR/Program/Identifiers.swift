/// The number of an instruction within its function, and of the value that it yields.
package struct ValueID: Hashable, Sendable {
  /// The position in `Function.instructions`.
  package let index: Int

  /// Creates the number of the instruction at `index`.
  package init(_ index: Int) { self.index = index }
}

/// The number of a block within its function; the entry is number 0.
package struct BlockID: Hashable, Sendable {
  /// The position in `Function.blocks`.
  package let index: Int

  /// Creates the number of the block at `index`.
  package init(_ index: Int) { self.index = index }

  /// The block in which a function starts.
  package static let entry = BlockID(0)
}

/// The number of a local variable within its function; parameters come first.
package struct LocalID: Hashable, Sendable {
  /// The position in `Function.locals`.
  package let index: Int

  /// Creates the number of the local at `index`.
  package init(_ index: Int) { self.index = index }
}

/// The number of a global variable within its program.
package struct GlobalID: Hashable, Sendable {
  /// The position in `Program.globals`.
  package let index: Int

  /// Creates the number of the global at `index`.
  package init(_ index: Int) { self.index = index }
}

/// The number of a function within its program.
package struct FunctionID: Hashable, Sendable {
  /// The position in `Program.functions`.
  package let index: Int

  /// Creates the number of the function at `index`.
  package init(_ index: Int) { self.index = index }
}

/// The number of a slot of a record within its layout.
package struct SlotID: Hashable, Sendable {
  /// The position in `RecordLayout.slots`.
  package let index: Int

  /// Creates the number of the slot at `index`.
  package init(_ index: Int) { self.index = index }
}

/// The number of a source location within its program; number 0 is "nowhere".
package struct LocationID: Hashable, Sendable {
  /// The position in `Program.locations`.
  package let index: Int

  /// Creates the number of the location at `index`.
  package init(_ index: Int) { self.index = index }

  /// No place in particular.
  package static let none = LocationID(0)
}
