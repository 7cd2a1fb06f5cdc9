/// The finished code of one function: encoded instructions and notes on some of them.
///
/// All notes name a slot, the number of an eight-byte unit from the start of the code. Invariants:
/// - The notes of one kind ascend by slot, and each is at the first slot of an instruction.
/// - If there are line notes, one of them is at slot 0, because the kernel insists.
/// - Slots that a reference is about hold no address yet, but the addend of the reference.
package struct Code: Hashable, Sendable {
  /// The instructions, as little-endian words.
  package var slots: [UInt64]
  /// What the instructions name that has no address before the load.
  package var references: [Reference]
  /// Where in the script the instructions come from; each note holds up to the next one.
  package var lines: [LineNote]
  /// Which instructions hold a fact of the kernel's types.
  package var relocations: [RelocationNote]

  /// Creates code of these parts.
  package init(
    slots: [UInt64], references: [Reference] = [], lines: [LineNote] = [],
    relocations: [RelocationNote] = []
  ) {
    self.slots = slots
    self.references = references
    self.lines = lines
    self.relocations = relocations
  }

  /// The size in bytes.
  package var byteCount: Int { slots.count * 8 }
}

/// An instruction that names something that has no address before the load.
package struct Reference: Hashable, Sendable {
  /// The first slot of the instruction.
  package let slot: Int
  /// What it names.
  package let referent: Referent

  /// Creates the reference to `referent` by the instruction at `slot`.
  package init(slot: Int, referent: Referent) {
    self.slot = slot
    self.referent = referent
  }
}

/// What an instruction can name.
package enum Referent: Hashable, Sendable {
  /// A 64-bit load of the address of the map that is named so.
  case map(String)
  /// A 64-bit load of an address within the first value of the data map that is named so; the
  /// offset is the constant of the instruction.
  case mapValue(String)
  /// A 64-bit load of the address of the local function that is named so.
  case functionAddress(String)
  /// A call of the local function that is named so.
  case functionCall(String)
  /// A call of the function of the kernel that is named so.
  case kfunc(String)
}

/// A line of a script.
package struct SourceLine: Hashable, Sendable {
  /// The name of the file.
  package let file: String
  /// The line, from 1.
  package let line: Int
  /// The column, from 1.
  package let column: Int
  /// The text of the line, without its end.
  package let text: String

  /// Creates line `line` of `file`, pointing at `column`.
  package init(file: String, line: Int, column: Int, text: String) {
    self.file = file
    self.line = line
    self.column = column
    self.text = text
  }
}

/// The note that the instructions from `slot` on come from `line`.
package struct LineNote: Hashable, Sendable {
  /// The slot of the first instruction.
  package let slot: Int
  /// The line.
  package let line: SourceLine

  /// Creates the note that the instructions from `slot` on come from `line`.
  package init(slot: Int, line: SourceLine) {
    self.slot = slot
    self.line = line
  }
}

/// The note that the instruction at `slot` holds the fact that `relocation` asks for.
package struct RelocationNote: Hashable, Sendable {
  /// The first slot of the instruction.
  package let slot: Int
  /// The question about the kernel's types.
  package let relocation: TypeRelocation

  /// Creates the note that the instruction at `slot` holds the answer to `relocation`.
  package init(slot: Int, relocation: TypeRelocation) {
    self.slot = slot
    self.relocation = relocation
  }
}
