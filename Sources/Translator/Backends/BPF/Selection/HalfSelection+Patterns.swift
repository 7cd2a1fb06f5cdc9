import BPF
import IR

/// Matching strings with regular expressions: a walk over the string through the rows of a table.
extension HalfSelection {
  /// Selects whether the string `a` matches `pattern` as the value `id`.
  mutating func selectMatches(
    _ a: ValueID, _ pattern: [UInt8], as id: ValueID
  ) throws(HalfProblem) {
    guard let pattern = KernelPattern(pattern) else {
      throw problem(.unsupported("a regular expression of this size"))
    }
    switch string(a) {
    case .constant(let bytes): values[id.index] = .constant(pattern.matches(bytes) ? 1 : 0)
    case .captured: preconditionFailure("a captured string is matched")
    case .home(let home):
      if pattern.start & 1 == 1 {
        values[id.index] = .constant(pattern.start == KernelPattern.accept ? 1 : 0)
        return
      }
      let row = walk(over: home, through: pattern)
      let accept = MachineOperand.constant(Int32(KernelPattern.accept))
      values[id.index] =
        facts.isOnlyDecided(id)
        ? .comparison(.equal, row, accept) : .register(materialize(.equal, row, accept))
    }
  }

  /// Returns the row in which a walk through `pattern` over the string in `home` ends.
  private mutating func walk(
    over home: StringHome, through pattern: KernelPattern
  ) -> VirtualRegister {
    let length = length(of: home)
    let index = unknownZero()
    let row = compute(.add, .register(unknownZero()), .constant(Int32(pattern.start)))
    let (ended, behind) = (makeBlock(), makeBlock())
    let head = code.makeBlock(frequency: 8 * code[current].frequency)
    terminate(.jump(head))
    move(to: head)
    leave(if: .greaterOrEqual, index, .register(length), to: ended)
    // The length is never greater, but the verifier has to see that at each byte.
    leave(if: .greaterOrEqual, index, .constant(Int32(home.capacity)), to: ended)
    let column = make(.mapValue(MapNames.constants, offset: constants.offset(of: pattern.bytes)))
    append(.arithmetic(.add, column, .register(byte(at: index, of: home))))
    append(.load(column, MachineAddress(column), .byte))
    step(row, .register(column), through: pattern)
    let isDecided = compute(.and, .register(row), .constant(1))
    leave(if: .notEqual, isDecided, .constant(0), to: behind)
    append(.arithmetic(.add, index, .constant(1)))
    repeatLoop(from: head)
    move(to: ended)
    step(row, .constant(Int32(pattern.endColumn)), through: pattern)
    terminate(.jump(behind))
    move(to: behind)
    return row
  }

  /// Sets `row` to the one that stands in it in `column`.
  private mutating func step(
    _ row: VirtualRegister, _ column: MachineOperand, through pattern: KernelPattern
  ) {
    append(.arithmetic(.add, row, column))
    // Nothing is cut off by that; the verifier has to see that the table ends nowhere before.
    append(.arithmetic(.and, row, .constant(Int32(pattern.entries.count - 1))))
    append(.arithmetic(.shiftLeft, row, .constant(1)))
    let offset = constants.offset(of: pattern.bytes) + pattern.columns.count
    let entry = make(.mapValue(MapNames.constants, offset: offset))
    append(.arithmetic(.add, entry, .register(row)))
    append(.load(row, MachineAddress(entry), .half))
  }

  /// Returns the byte at `index` of the string in `home`.
  private mutating func byte(at index: VirtualRegister, of home: StringHome) -> VirtualRegister {
    load(address(of: index, in: home), .byte)
  }

  /// Returns the address of the byte at `index` of the string in `home`.
  mutating func address(of index: VirtualRegister, in home: StringHome) -> MachineAddress {
    let place: VirtualRegister
    let offset: Int
    switch home.address.base {
    case .register(let base): (place, offset) = (copy(.register(base)), home.address.offset)
    case .frame(let slot):
      (place, offset) = (make(.frame(slot, offset: home.address.offset)), 0)
    }
    append(.arithmetic(.add, place, .register(index)))
    return MachineAddress(place, offset)
  }
}

extension KernelPattern {
  /// The bytes of the columns, and behind them those of the entries.
  var bytes: [UInt8] {
    columns + entries.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
  }
}
