import IR

/// Globals that live in the kernel: scalars, tables and statistics.
extension HalfCode {
  /// Returns the place of `global` in the kernel.
  private func place(of global: GlobalID) throws(HalfProblem) -> KernelLayout.Place {
    guard let place = kernelLayout.places[global.index] else {
      throw unsupported("the global '\(program[global].name)', which lives in user space")
    }
    return place
  }

  /// `true` iff `global` holds strings.
  private func holdsStrings(_ global: GlobalID) -> Bool {
    program[global].element == .value(.string)
  }

  /// What an expression depends on that reads a global.
  private static let globals = StateReads(hasGlobals: true)

  // MARK: Reading

  /// Adds the value of `global` under `keys`.
  mutating func addReadGlobal(
    _ global: GlobalID, _ keys: [ValueID], as id: ValueID
  ) throws(HalfProblem) {
    switch try place(of: global) {
    case .scalar:
      let scalar = "scalars->\(ModuleGlobals.name(of: global, in: program))"
      guard holdsStrings(global) else {
        define(id, CExpression("READ_ONCE(\(scalar))", reads: Self.globals))
        return
      }
      let home = makeHome(for: id, capacity: program[global].valueSize)
      append("MARKTAP_GET_STRING(\(scalar), \(home));")
    case .map(let shape):
      let key = key(keys, of: global)
      guard holdsStrings(global) else {
        let call = "marktap_table_get(&\(shape.name), \(key.text))"
        define(id, CExpression(call, reads: key.reads.union(Self.globals)))
        return
      }
      let home = makeHome(for: id, capacity: program[global].valueSize)
      append("marktap_table_get_string(&\(shape.name), \(key.text), \(home));")
    }
  }

  /// Adds whether `global` has an element under `keys`.
  mutating func addContains(
    _ global: GlobalID, _ keys: [ValueID?], as id: ValueID
  ) throws(HalfProblem) {
    guard case .map(let shape) = try place(of: global), !keys.contains(nil) else {
      throw unsupported("a search for elements with any key")
    }
    let key = key(keys.compactMap { $0 }, of: global)
    let call = "marktap_table_contains(&\(shape.name), \(key.text))"
    define(
      id,
      CExpression(
        call, .condition(opposite: "!\(call)"), reads: key.reads.union(Self.globals)))
  }

  // MARK: Writing

  /// Adds an assignment to `global` under `keys`.
  mutating func addWriteGlobal(
    _ global: GlobalID, _ keys: [ValueID], _ value: ValueID, as id: ValueID
  ) throws(HalfProblem) {
    switch try place(of: global) {
    case .scalar:
      let scalar = "scalars->\(ModuleGlobals.name(of: global, in: program))"
      let text = self.value(value).text
      append(
        holdsStrings(global)
          ? "MARKTAP_SET_STRING(\(scalar), \(text));" : "WRITE_ONCE(\(scalar), \(text));",
        changing: .globals)
    case .map(let shape):
      let key = key(keys, of: global)
      let function = "marktap_table_set" + (holdsStrings(global) ? "_string" : "")
      let text = self.value(value).text
      update("\(function)(&\(shape.name), \(key.text), \(text))", global, of: id)
    }
  }

  /// Appends the change `call` of the table of `global`, which fails if a new element does not fit.
  private mutating func update(_ call: String, _ global: GlobalID, of id: ValueID) {
    settle(before: .globals)
    fail(if: CExpression(not: call), .arrayOverflow, "\(global.index)", of: id)
  }

  /// Adds an addition to `global` under `keys`.
  mutating func addAddToGlobal(
    _ global: GlobalID, _ keys: [ValueID], _ value: ValueID, as id: ValueID
  ) throws(HalfProblem) {
    let amount = self.value(value).text
    switch try place(of: global) {
    case .scalar:
      let scalar = "scalars->\(ModuleGlobals.name(of: global, in: program))"
      let call = "marktap_add(&\(scalar), \(amount))"
      settle(before: .globals)
      if facts.isUnused(id) {
        append("\(call);")
      } else {
        assign(call, to: id)
      }
    case .map(let shape):
      let key = key(keys, of: global)
      let result = facts.isUnused(id) ? "NULL" : "&" + makeVariable(for: id)
      update(
        "marktap_table_add(&\(shape.name), \(key.text), \(amount), \(result))", global, of: id)
    }
  }

  /// Adds the removal of the element of `global` under `keys`.
  mutating func addDelete(_ global: GlobalID, _ keys: [ValueID?]) throws(HalfProblem) {
    switch try place(of: global) {
    case .scalar:
      let scalar = "scalars->\(ModuleGlobals.name(of: global, in: program))"
      append(
        "WRITE_ONCE(\(scalar)\(holdsStrings(global) ? ".length" : ""), 0);", changing: .globals)
    case .map(let shape):
      guard !keys.isEmpty, !keys.contains(nil) else {
        throw unsupported("the removal of many elements")
      }
      let key = key(keys.compactMap { $0 }, of: global)
      append("marktap_table_delete(&\(shape.name), \(key.text));", changing: .globals)
    }
  }

  /// Adds a value to the statistic of `global` under `keys`.
  mutating func addAccumulate(
    _ global: GlobalID, _ keys: [ValueID], _ value: ValueID, as id: ValueID
  ) throws(HalfProblem) {
    guard case .map(let shape) = try place(of: global),
      case .statistics(let statistics) = program[global].element
    else { throw unsupported("'<<<' on a plain value") }
    let key = shape.isSingle ? nil : key(keys, of: global)
    let number = statistics.histograms.isEmpty ? self.value(value).text : name(value)
    settle(before: .globals)
    let place = "statistic_\(id.index)"
    statisticVariables.append("struct marktap_statistic *\(place);")
    if let key {
      statisticVariables.append("struct marktap_place place_\(id.index);")
      update(
        "marktap_statistic_find(&\(shape.name), \(key.text), &place_\(id.index), &\(place))",
        global, of: id)
    } else {
      append("\(place) = marktap_statistic_single(&\(shape.name));")
    }
    append("marktap_accumulate(\(place), \(number));")
    for (histogram, offset) in zip(statistics.histograms, shape.histogramOffsets) {
      switch histogram {
      case .logarithmic:
        append("marktap_count_logarithmic(\(place), \(offset), \(number));")
      case .linear(let low, _, let step):
        append(
          "marktap_count_linear(\(place), \(offset), \(number), \(CLiteral.number(low)), "
            + "\(CLiteral.number(step)), \(histogram.bucketCount));")
      }
    }
    if key != nil { append("marktap_statistic_release(&place_\(id.index));") }
  }

  // MARK: Keys

  /// Returns the address of `keys` as the table of `global` has them: longs alone on the stack, with strings in the
  /// frame.
  private mutating func key(_ keys: [ValueID], of global: GlobalID) -> CExpression {
    let values = keys.map { value($0) }
    let type = "struct key_\(global.index)"
    let reads = values.reduce(StateReads()) { $0.union($1.reads) }
    guard program[global].keys.contains(.string) else {
      let list = values.map(\.text).joined(separator: ", ")
      return CExpression("&(\(type)){ \(list) }", .operation, reads: reads)
    }
    let name = "key_\(members.count)"
    members.append("\(type) \(name);")
    for (position, value) in values.enumerated() {
      let place = "frame->\(name).\(ModuleGlobals.keyName(position))"
      switch program[global].keys[position] {
      case .long: append("\(place) = \(value.text);")
      case .string: append("marktap_key(\(place), sizeof(\(place)), \(value.text));")
      }
    }
    return CExpression("&frame->\(name)")
  }
}
