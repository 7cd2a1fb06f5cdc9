/// Turns encoded code back into instructions and text.
package struct Disassembler {
  /// An instruction and where it is.
  package struct PlacedInstruction: Hashable, Sendable {
    /// The first slot.
    package let slot: Int
    /// The instruction; nil if the slot holds none that is known.
    package let instruction: Instruction?
  }

  /// The code.
  private let code: Code

  /// Creates a disassembler of `code`.
  package init(_ code: Code) { self.code = code }

  /// The instructions in their order.
  package var instructions: [PlacedInstruction] {
    var placed: [PlacedInstruction] = []
    var references = code.references[...]
    var slot = 0
    while slot < code.slots.count {
      let referent = references.first?.slot == slot ? references.removeFirst().referent : nil
      let instruction = Instruction(decoding: code.slots[slot...], referent: referent)
      placed.append(PlacedInstruction(slot: slot, instruction: instruction))
      slot += instruction?.slotCount ?? 1
    }
    return placed
  }

  /// The instructions as text, one per line with its slot, script lines and facts as comments.
  package var text: String {
    var lines = code.lines[...]
    var relocations = code.relocations[...]
    var text = ""
    for placed in instructions {
      if lines.first?.slot == placed.slot {
        text += "; \(lines.removeFirst().line.description)\n"
      }
      let number = String(placed.slot)
      text += String(repeating: " ", count: max(8 - number.count, 0)) + number + ": "
      text += placed.instruction?.description ?? "<unknown>"
      if relocations.first?.slot == placed.slot {
        text += "  ; \(relocations.removeFirst().relocation)"
      }
      text += "\n"
    }
    return text
  }
}

extension SourceLine: CustomStringConvertible {
  /// The place and the text.
  package var description: String { "\(file):\(line):\(column): \(text)" }
}

extension TypeRelocation: CustomStringConvertible {
  /// The path and the question, as in `fieldByteOffset of task_struct.tgid`.
  package var description: String {
    let steps = path.map { step in
      switch step {
      case .member(let member): ".\(member.name)"
      case .element(let index): "[\(index)]"
      }
    }
    return "\(question) of \(root.name)" + steps.joined()
  }
}
