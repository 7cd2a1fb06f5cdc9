import BPF
import IR

/// Global variables that live in the kernel.
extension HalfSelection {
  /// Returns where `global` lives.
  func place(of global: GlobalID) throws(HalfProblem) -> KernelLayout.Place {
    guard let place = kernelLayout.places[global.index] else {
      throw problem(.unsupported("the global '\(program[global].name)', which lives in user space"))
    }
    return place
  }

  /// Returns the address of the scalar at `offset`.
  func scalar(at offset: Int) -> MachineConstant { .mapValue(MapNames.scalars, offset: offset) }

  /// Returns the address of the value of `shape` under `keys`, which may be null.
  mutating func lookUp(_ shape: KernelLayout.MapShape, _ key: MachineAddress) -> VirtualRegister {
    call(.mapLookupElem, [.constant(.map(shape.name)), argument(key)])
  }

  // MARK: Reading

  /// Selects the reading of a global as the value `id`.
  mutating func selectReadGlobal(
    _ global: GlobalID, _ keys: [ValueID], as id: ValueID
  ) throws(HalfProblem) {
    let isString = program[global].element == .value(.string)
    switch try place(of: global) {
    case .scalar(let offset, _):
      let address = make(scalar(at: offset))
      if isString {
        let home = makeHome(capacity: program[global].valueSize)
        readString(at: address, into: home)
        values[id.index] = .string(.home(home))
      } else {
        values[id.index] = .register(load(MachineAddress(address)))
      }
    case .map(let shape):
      let address = lookUp(shape, key(keys, of: shape, global))
      if isString {
        let home = makeHome(capacity: program[global].valueSize)
        if let length = home.length { append(.move(length, .constant(0))) }
        pad(home)
        when(.notEqual, address, .constant(0)) { $0.readString(at: address, into: home) }
        values[id.index] = .string(.home(home))
      } else {
        let result = copy(.constant(0))
        when(.notEqual, address, .constant(0)) {
          $0.append(.load(result, MachineAddress(address), .double))
        }
        values[id.index] = .register(result)
      }
    }
  }

  /// Returns a new home in scratch memory.
  private mutating func makeHome(capacity: Int) -> StringHome {
    StringHome(
      address: MachineAddress(scratchBase, scratch.reserve(capacity + 16)), capacity: capacity,
      length: code.makeRegister())
  }

  /// Copies the string value at `address`, its length first, into `home`.
  private mutating func readString(at address: VirtualRegister, into home: StringHome) {
    guard let length = home.length else { return }
    append(.load(length, MachineAddress(address), .double))
    // Nobody writes a greater length, but the verifier has to see that.
    when(.greater, length, .constant(Int32(home.capacity))) {
      $0.append(.move(length, .constant(Int32(home.capacity))))
    }
    perform(.probeReadKernel, [argument(home.address), .register(length), .sum(address, 8)])
    pad(home)
  }

  /// Selects whether there is an element under `keys` as the value `id`.
  mutating func selectContains(
    _ global: GlobalID, _ keys: [ValueID?], as id: ValueID
  ) throws(HalfProblem) {
    guard case .map(let shape) = try place(of: global), !keys.contains(nil) else {
      throw problem(.unsupported("a search for elements with any key"))
    }
    let address = lookUp(shape, key(keys.compactMap { $0 }, of: shape, global))
    let isFound = (BPF.Comparison.notEqual, address, MachineOperand.constant(0))
    values[id.index] =
      facts.isOnlyDecided(id)
      ? .comparison(isFound.0, isFound.1, isFound.2)
      : .register(materialize(isFound.0, isFound.1, isFound.2))
  }

  // MARK: Writing

  /// Selects the setting of a global.
  mutating func selectWriteGlobal(
    _ global: GlobalID, _ keys: [ValueID], _ value: ValueID, as id: ValueID
  ) throws(HalfProblem) {
    let isString = program[global].element == .value(.string)
    switch try place(of: global) {
    case .scalar(let offset, _):
      if isString {
        let address = MachineAddress(make(scalar(at: offset)))
        write(string(value), to: address, capacity: program[global].valueSize)
      } else {
        let operand = operand(value)
        store(operand, MachineAddress(make(scalar(at: offset))))
      }
    case .map(let shape):
      let key = key(keys, of: shape, global)
      if isString {
        let value = assemble(string(value), capacity: program[global].valueSize)
        update(shape, key, argument(value), of: id, global)
      } else {
        writeLong(operand(value), key, shape, global, of: id)
      }
    }
  }

  /// Sets the long of `shape` under `key`.
  private mutating func writeLong(
    _ value: MachineOperand, _ key: MachineAddress, _ shape: KernelLayout.MapShape,
    _ global: GlobalID, of id: ValueID
  ) {
    let address = lookUp(shape, key)
    let (present, absent, behind) = (makeBlock(), makeBlock(), makeBlock())
    terminate(.branch(.notEqual, address, .constant(0), then: present, otherwise: absent))
    move(to: present)
    store(value, MachineAddress(address))
    terminate(.jump(behind))
    move(to: absent)
    let place = valueAddress()
    store(value, place)
    update(shape, key, argument(place), of: id, global)
    terminate(.jump(behind))
    move(to: behind)
  }

  /// Sets the value of `shape` under `key`, and fails if a new element does not fit.
  private mutating func update(
    _ shape: KernelLayout.MapShape, _ key: MachineAddress, _ value: CallArgument, of id: ValueID,
    _ global: GlobalID
  ) {
    let any: Int64 = 0
    let result = call(
      .mapUpdateElem,
      [.constant(.map(shape.name)), argument(key), value, .constant(.long(any))])
    let overflow = failure(.arrayOverflow, .constant(Int32(global.index)), of: id)
    let (failed, done) = (makeRareBlock(), makeBlock())
    terminate(.branch(.equal, result, .constant(0), then: done, otherwise: failed))
    move(to: failed)
    leave(if: .notEqual, result, Self.busy, to: overflow)
    terminate(.jump(done))
    move(to: done)
  }

  /// What a helper says where the program has interrupted the kernel's own code for the same part of the map (`EBUSY`,
  /// kernel/bpf/hashtab.c, `htab_lock_bucket`): the change is left out.
  static let busy = MachineOperand.constant(-16)

  /// Returns a string value, its length first, put together in scratch memory.
  private mutating func assemble(_ string: SelectedString, capacity: Int) -> MachineAddress {
    let place = MachineAddress(scratchBase, scratch.reserve(8 + capacity + 16))
    write(string, to: place, capacity: capacity)
    return place
  }

  /// Writes a string value, its length first, to `address`.
  private mutating func write(
    _ string: SelectedString, to address: MachineAddress, capacity: Int
  ) {
    let bytes = address.advanced(by: 8)
    switch string {
    case .constant(let text):
      let text = Array(text.prefix(min(capacity, stringLimit)))
      store(.constant(Int32(text.count)), address)
      store(text, at: bytes)
    case .home(let home):
      let length = copy(.register(length(of: home)))
      when(.greater, length, .constant(Int32(capacity))) {
        $0.append(.move(length, .constant(Int32(capacity))))
      }
      store(.register(length), address)
      perform(.probeReadKernel, [argument(bytes), .register(length), argument(home.address)])
    case .captured: preconditionFailure("a captured string is written to a global")
    }
  }

  /// Selects `global[keys] += value` as the value `id`.
  mutating func selectAddToGlobal(
    _ global: GlobalID, _ keys: [ValueID], _ value: ValueID, as id: ValueID
  ) throws(HalfProblem) {
    guard options.hasExchange || facts.isUnused(id) else {
      throw problem(.unsupported("using what an addition to a global yields"))
    }
    switch try place(of: global) {
    case .scalar(let offset, _):
      let amount = register(value)
      let result = add(amount, at: make(scalar(at: offset)), isUnused: facts.isUnused(id))
      values[id.index] = .register(result)
    case .map(let shape):
      values[id.index] = .register(
        addToElement(register(value), key(keys, of: shape, global), shape, global, of: id))
    }
  }

  /// Adds `amount` to the long at `address`, and returns the new value unless nobody uses it.
  private mutating func add(
    _ amount: VirtualRegister, at address: VirtualRegister, isUnused: Bool
  ) -> VirtualRegister {
    if isUnused {
      append(.atomic(.add, amount, MachineAddress(address)))
      return amount
    }
    let result = copy(.register(amount))
    append(.atomic(.fetchAdd, result, MachineAddress(address)))
    append(.arithmetic(.add, result, .register(amount)))
    return result
  }

  /// Adds `amount` to the long of `shape` under `key`, and returns the new value.
  private mutating func addToElement(
    _ amount: VirtualRegister, _ key: MachineAddress, _ shape: KernelLayout.MapShape,
    _ global: GlobalID, of id: ValueID
  ) -> VirtualRegister {
    let ifAbsent: Int64 = 1
    let isUnused = facts.isUnused(id)
    let result = code.makeRegister()
    let (found, behind) = (makeBlock(), makeBlock())
    let address = code.makeRegister()
    append(
      .call(.mapLookupElem, [.constant(.map(shape.name)), argument(key)], result: address))
    let overflow = failure(.arrayOverflow, .constant(Int32(global.index)), of: id)
    let absent = aside { selection in
      let place = selection.valueAddress()
      selection.store(.register(amount), place)
      let status = selection.call(
        .mapUpdateElem,
        [
          .constant(.map(shape.name)), selection.argument(key), selection.argument(place),
          .constant(.long(ifAbsent)),
        ])
      selection.append(.move(result, .register(amount)))
      let raced = selection.makeRareBlock()
      selection.terminate(
        .branch(.equal, status, .constant(0), then: behind, otherwise: raced))
      // Another CPU was faster, or the table is full.
      selection.move(to: raced)
      selection.leave(if: .equal, status, Self.busy, to: behind)
      selection.append(
        .call(
          .mapLookupElem, [.constant(.map(shape.name)), selection.argument(key)],
          result: address))
      selection.terminate(
        .branch(.notEqual, address, .constant(0), then: found, otherwise: overflow))
    }
    terminate(.branch(.equal, address, .constant(0), then: absent, otherwise: found))
    move(to: found)
    append(.move(result, .register(add(amount, at: address, isUnused: isUnused))))
    terminate(.jump(behind))
    move(to: behind)
    return result
  }

  /// Selects the removal of an element, or the emptying of a scalar.
  mutating func selectDelete(_ global: GlobalID, _ keys: [ValueID?]) throws(HalfProblem) {
    switch try place(of: global) {
    case .scalar(let offset, _): store(.constant(0), MachineAddress(make(scalar(at: offset))))
    case .map(let shape):
      guard !keys.isEmpty, !keys.contains(nil) else {
        throw problem(.unsupported("the removal of many elements"))
      }
      let key = key(keys.compactMap { $0 }, of: shape, global)
      perform(.mapDeleteElem, [.constant(.map(shape.name)), argument(key)])
    }
  }
}
