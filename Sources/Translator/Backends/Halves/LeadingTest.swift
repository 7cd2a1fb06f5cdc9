import IR

/// What a half compares with a constant before it does anything.
enum DispatchKey: Hashable {
  /// An argument of the tracepoint.
  case argument(ArgumentAccess)
  /// A member of the structure that an argument of the tracepoint points to.
  case member(ArgumentAccess, IR.MemberAccess)
  /// A number in the record of the event.
  case field(EventField)
}

/// The test that a half starts with: it does nothing unless a value equals one of some constants.
struct LeadingTest {
  /// The value.
  let key: DispatchKey
  /// The constants.
  let constants: [Int32]
  /// The half without the test, if that can be left out.
  let body: IR.Function

  /// Finds the test of `half`; nil if it has none.
  init?(of half: KernelHalf) {
    let function = half.function
    let entry = function[BlockID.entry]
    guard entry.instructions.allSatisfy({ function[$0].operation.isHarmless }) else { return nil }
    var body = function
    switch entry.terminator {
    case .branch(let condition, let then, let otherwise):
      guard let test = Equality(condition, in: function) else { return nil }
      let (inside, outside) = test.isNegated ? (otherwise, then) : (then, otherwise)
      guard function.endsAtOnce(outside), let key = DispatchKey(test.value, in: function),
        let constant = Int32(exactly: test.constant)
      else { return nil }
      self.key = key
      constants = [constant]
      body[BlockID.entry].terminator = .jump(inside)
    case .choose(let value, let cases, let otherwise):
      let numbers = cases.compactMap { Int32(exactly: $0.value) }
      guard function.endsAtOnce(otherwise), numbers.count == cases.count,
        Set(numbers).count == cases.count, let key = DispatchKey(value, in: function)
      else { return nil }
      self.key = key
      constants = numbers
      if let first = cases.first, cases.allSatisfy({ $0.target == first.target }) {
        body[BlockID.entry].terminator = .jump(first.target)
      }
    case .jump, .return: return nil
    }
    body.blankUnusedInstructions()
    self.body = body
  }

  /// A comparison of a value with a constant for equality.
  private struct Equality {
    /// The value.
    let value: ValueID
    /// The constant.
    let constant: Int64
    /// `true` iff the condition holds when they differ.
    var isNegated: Bool

    /// Finds what the value `condition` of `function` compares; nil if it is something else.
    init?(_ condition: ValueID, in function: IR.Function) {
      switch function[condition].operation {
      case .compare(let comparison, let a, let b):
        guard comparison == .equal || comparison == .notEqual else { return nil }
        if case .long(let number) = function[b].operation {
          (value, constant) = (a, number)
        } else if case .long(let number) = function[a].operation {
          (value, constant) = (b, number)
        } else {
          return nil
        }
        isNegated = comparison == .notEqual
      // A number that decides by itself is compared with 0.
      case .argument, .loadMember, .eventField: (value, constant, isNegated) = (condition, 0, true)
      case .unary(.not, let inner):
        guard let test = Equality(inner, in: function) else { return nil }
        self = test
        isNegated.toggle()
      default: return nil
      }
    }
  }
}

extension DispatchKey {
  /// Finds the key that the value `id` of `function` is; nil if it is something else.
  fileprivate init?(_ id: ValueID, in function: IR.Function) {
    switch function[id].operation {
    case .argument(let access) where !access.isTypedPointer: self = .argument(access)
    case .loadMember(let base, let member):
      guard case .argument(let access) = function[base].operation, access.isTypedPointer,
        member.bits == nil
      else { return nil }
      self = .member(access, member)
    case .eventField(let field):
      guard case .integer = field.kind, field.offset >= 8,
        [1, 2, 4, 8].contains(field.size), field.offset % field.size == 0
      else { return nil }
      self = .field(field)
    default: return nil
    }
  }
}

extension IR.Operation {
  /// `true` iff nobody notices whether the operation is done.
  fileprivate var isHarmless: Bool {
    switch self {
    // A member of what an argument points to can always be read.
    case .long, .string, .unary, .compare, .argument, .eventField, .readLocal, .loadMember: true
    case .binary(let op, _, _): !op.canFail
    default: false
    }
  }
}

extension IR.Function {
  /// Takes out what nobody notices, so that halves that differ only in their tests become equal.
  fileprivate mutating func blankUnusedInstructions() {
    var uses = Array(repeating: 0, count: instructions.count)
    for block in blocks {
      if let value = block.terminator.operand { uses[value.index] += 1 }
      for id in block.instructions {
        for operand in self[id].operation.operands { uses[operand.index] += 1 }
      }
    }
    for index in blocks.indices.reversed() {
      for id in blocks[index].instructions.reversed()
      where uses[id.index] == 0 && self[id].operation.isHarmless {
        for operand in self[id].operation.operands { uses[operand.index] -= 1 }
        blocks[index].instructions.removeAll { $0 == id }
        self[id] = Instruction(.long(0), type: .long)
      }
    }
  }

  /// `true` iff nothing happens from the start of `block` on.
  fileprivate func endsAtOnce(_ block: BlockID) -> Bool {
    var current = block
    for _ in blocks {
      guard self[current].instructions.isEmpty else { return false }
      switch self[current].terminator {
      case .return: return true
      case .jump(let target): current = target
      case .branch, .choose: return false
      }
    }
    return false
  }
}
