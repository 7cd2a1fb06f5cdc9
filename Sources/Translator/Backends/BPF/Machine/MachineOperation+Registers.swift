extension MachineOperation {
  /// The registers that are set.
  var definitions: [VirtualRegister] {
    switch self {
    case .receive(let arrivals): arrivals.map(\.destination)
    case .move(let register, _), .make(let register, _), .arithmetic(_, let register, _),
      .negate(let register), .swapBytes(let register), .load(let register, _, _):
      [register]
    case .store: []
    case .atomic(let operation, let register, _): operation.isFetching ? [register] : []
    case .call(_, _, let result): result.map { [$0] } ?? []
    }
  }

  /// The registers that are read, possibly with repetitions.
  var uses: [VirtualRegister] {
    switch self {
    case .receive, .make: []
    case .move(_, let operand): operand.registers
    case .arithmetic(_, let register, let operand): [register] + operand.registers
    case .negate(let register), .swapBytes(let register): [register]
    case .load(_, let address, _): address.registers
    case .store(let operand, let address, _): operand.registers + address.registers
    case .atomic(_, let register, let address): [register] + address.registers
    case .call(_, let arguments, _): arguments.flatMap(\.registers)
    }
  }

  /// `true` iff the registers that calls do not preserve are lost.
  var isCall: Bool {
    if case .call = self { true } else { false }
  }

  /// Returns the operation with each register replaced by what `substitute` makes of it.
  func mappingRegisters(
    _ substitute: (VirtualRegister) -> VirtualRegister
  ) -> MachineOperation {
    switch self {
    case .receive(let arrivals):
      .receive(
        arrivals.map { Arrival(register: $0.register, destination: substitute($0.destination)) })
    case .move(let register, let operand):
      .move(substitute(register), operand.mappingRegisters(substitute))
    case .make(let register, let constant): .make(substitute(register), constant)
    case .arithmetic(let operation, let register, let operand):
      .arithmetic(operation, substitute(register), operand.mappingRegisters(substitute))
    case .negate(let register): .negate(substitute(register))
    case .swapBytes(let register): .swapBytes(substitute(register))
    case .load(let register, let address, let width):
      .load(substitute(register), address.mappingRegisters(substitute), width)
    case .store(let operand, let address, let width):
      .store(
        operand.mappingRegisters(substitute), address.mappingRegisters(substitute), width)
    case .atomic(let operation, let register, let address):
      .atomic(operation, substitute(register), address.mappingRegisters(substitute))
    case .call(let helper, let arguments, let result):
      .call(
        helper, arguments.map { $0.mappingRegisters(substitute) }, result: result.map(substitute))
    }
  }
}

extension MachineOperand {
  /// The registers that are read.
  var registers: [VirtualRegister] {
    if case .register(let register) = self { [register] } else { [] }
  }

  /// Returns the operand with its register replaced by what `substitute` makes of it.
  func mappingRegisters(_ substitute: (VirtualRegister) -> VirtualRegister) -> MachineOperand {
    if case .register(let register) = self { .register(substitute(register)) } else { self }
  }
}

extension MachineAddress {
  /// The registers that are read.
  var registers: [VirtualRegister] {
    if case .register(let register) = base { [register] } else { [] }
  }

  /// Returns the address with its register replaced by what `substitute` makes of it.
  func mappingRegisters(_ substitute: (VirtualRegister) -> VirtualRegister) -> MachineAddress {
    guard case .register(let register) = base else { return self }
    return MachineAddress(substitute(register), offset)
  }
}

extension CallArgument {
  /// The registers that are read.
  var registers: [VirtualRegister] {
    switch self {
    case .register(let register), .sum(let register, _): [register]
    case .constant, .spilled: []
    }
  }

  /// Returns the argument with its register replaced by what `substitute` makes of it.
  func mappingRegisters(_ substitute: (VirtualRegister) -> VirtualRegister) -> CallArgument {
    switch self {
    case .register(let register): .register(substitute(register))
    case .sum(let register, let distance): .sum(substitute(register), distance)
    case .constant, .spilled: self
    }
  }
}

extension MachineTerminator {
  /// Returns the terminator with each register replaced by what `substitute` makes of it.
  func mappingRegisters(
    _ substitute: (VirtualRegister) -> VirtualRegister
  ) -> MachineTerminator {
    guard case .branch(let comparison, let left, let right, let then, let otherwise) = self
    else { return self }
    return .branch(
      comparison, substitute(left), right.mappingRegisters(substitute), then: then,
      otherwise: otherwise)
  }
}
