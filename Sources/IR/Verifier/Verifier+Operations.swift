extension Verifier {
  /// Checks the operands, the result and the place of the instruction `id`.
  mutating func checkOperation(_ id: ValueID) {
    let instruction = function[id]
    if !isAllowed(instruction.operation) { report(.notAllowed(role)) }
    checkOperands(of: instruction.operation)
    checkResult(of: instruction)
  }

  // MARK: Operands

  /// Checks the types of the operands of `operation`.
  private mutating func checkOperands(of operation: Operation) {
    switch operation {
    case .long, .string, .readLocal, .argument, .caughtMessage, .commit, .captured,
      .capturedNext:
      break
    case .countActions(let count):
      if count < 1 { report(.inconsistent("no actions are counted")) }
    case .eventField(let field):
      if field.isArray { report(.inconsistent("the field is an array")) }
    case .eventElement(let field, let index):
      if !field.isArray { report(.inconsistent("the field is no array")) }
      checkType(of: index, .long)
    case .unary(_, let a), .loadMember(let a, _), .memberAddress(let a, _), .load(_, let a, _, _):
      checkType(of: a, .long)
    case .advance(let a), .endIteration(let a), .iterationKey(let a, _), .iterationValue(let a):
      checkType(of: a, .long)
      if !isWalk(a) { report(.inconsistent("'v\(a.index)' is no walk")) }
    case .binary(_, let a, let b), .compare(_, let a, let b):
      checkType(of: a, .long)
      checkType(of: b, .long)
    case .compareStrings(_, let a, let b), .concatenate(let a, let b):
      checkType(of: a, .string)
      checkType(of: b, .string)
    case .matches(let a, let pattern):
      checkType(of: a, .string)
      if (try? RegularExpression(pattern)) == nil {
        report(.inconsistent("the regular expression is malformed"))
      }
    case .name(let a, let table):
      checkType(of: a, .long)
      if table.entries == nil { report(.inconsistent("the table of names is malformed")) }
    case .writeLocal(let local, let a): checkType(of: a, function[local].type)
    case .capture(let slot, let a):
      // An effect that can fail is captured too, for its failure.
      let kind = record?.slots[slot.index]
      if let kind, kind.valueType != .long || function[a].type != nil {
        checkType(of: a, kind.valueType)
      }
    case .captureNext: break
    case .readGlobal, .writeGlobal, .addToGlobal, .contains, .delete, .accumulate, .extract,
      .bucket, .beginIteration, .beginBuckets, .printHistogram,
      .formatHistogram:
      checkAccess(by: operation)
    case .intrinsic(.embedded_code, _):
      // The first argument says what the C takes, and whether it yields something.
      break
    case .intrinsic(let intrinsic, let arguments):
      let signature = intrinsic.signature
      let least = signature.parameters.count - signature.optionalCount
      check(arguments, signature.parameters, atLeast: least)
    case .call(let callee, let arguments):
      let callee = program[callee]
      let parameters = callee.locals.prefix(callee.parameterCount).map(\.type)
      check(arguments, parameters, atLeast: parameters.count)
    case .format(let format, let arguments), .print(let format, let arguments):
      check(arguments, format.parameterTypes, atLeast: format.parameterTypes.count)
    }
  }

  /// Checks that `arguments` are of `types`; so many at least.
  private mutating func check(
    _ arguments: [ValueID], _ types: [ValueType], atLeast least: Int
  ) {
    guard (least...types.count).contains(arguments.count) else {
      return report(.operandCount(expected: types.count))
    }
    for (argument, type) in zip(arguments, types) { checkType(of: argument, type) }
  }

  /// Returns `true` iff the value `id` is the handle of a walk.
  private func isWalk(_ id: ValueID) -> Bool {
    switch function[id].operation {
    case .beginIteration, .beginBuckets: true
    default: false
    }
  }

  // MARK: Globals

  /// Checks the keys and values of an access to a global.
  private mutating func checkAccess(by operation: Operation) {
    guard let id = operation.global else { return }
    let global = program[id]
    switch operation {
    case .readGlobal(_, let keys):
      checkKeys(keys, of: global)
      checkHoldsValues(global)
    case .writeGlobal(_, let keys, let a):
      checkKeys(keys, of: global)
      if let type = checkHoldsValues(global) { checkType(of: a, type) }
    case .addToGlobal(_, let keys, let a):
      checkKeys(keys, of: global)
      checkType(of: a, .long)
      if checkHoldsValues(global) == .string { report(.inconsistent("the global holds strings")) }
    case .contains(_, let keys): checkKeys(keys, of: global)
    case .delete(_, let keys): if !keys.isEmpty { checkKeys(keys, of: global) }
    case .accumulate(_, let keys, let a):
      checkKeys(keys, of: global)
      checkType(of: a, .long)
      checkHoldsStatistics(global)
    case .extract(let statistic, _, let keys):
      checkKeys(keys, of: global)
      let shape = checkHoldsStatistics(global)
      if case .variance = statistic, let shape, shape.varianceShift == nil {
        report(.inconsistent("the global keeps no variance"))
      }
    case .bucket(let histogram, _, let keys, let index):
      checkKeys(keys, of: global)
      checkType(of: index, .long)
      check(histogram, isKeptBy: global)
    case .printHistogram(let histogram, _, let keys), .formatHistogram(let histogram, _, let keys):
      checkKeys(keys, of: global)
      check(histogram, isKeptBy: global)
    case .beginBuckets(let histogram, _, let keys, let limit):
      checkKeys(keys, of: global)
      check(histogram, isKeptBy: global)
      if let limit { checkType(of: limit, .long) }
    case .beginIteration(let iteration, let fixed, let limit):
      check(iteration, fixed, limit, over: global)
    default: break
    }
  }

  /// Checks that `keys` are those that `global` has.
  private mutating func checkKeys(_ keys: [ValueID?], of global: Global) {
    guard keys.count == global.keys.count else {
      return report(.operandCount(expected: global.keys.count))
    }
    for (key, type) in zip(keys, global.keys) {
      if let key { checkType(of: key, type) }
    }
  }

  /// Returns the type of the values of `global`, and reports if it holds statistics.
  @discardableResult
  private mutating func checkHoldsValues(_ global: Global) -> ValueType? {
    if case .value(let type) = global.element { return type }
    report(.inconsistent("the global holds statistics"))
    return nil
  }

  /// Returns the shape of the statistics of `global`, and reports if it holds plain values.
  @discardableResult
  private mutating func checkHoldsStatistics(_ global: Global) -> StatisticsShape? {
    if case .statistics(let shape) = global.element { return shape }
    report(.inconsistent("the global holds no statistics"))
    return nil
  }

  /// Checks that `global` keeps the buckets of `histogram`.
  private mutating func check(_ histogram: Histogram, isKeptBy global: Global) {
    guard let shape = checkHoldsStatistics(global) else { return }
    if !shape.histograms.contains(histogram) {
      report(.inconsistent("the global does not keep the histogram"))
    }
    if case .linear(let low, let high, let step) = histogram, step <= 0 || high < low {
      report(.inconsistent("the histogram has no buckets"))
    }
  }

  /// Checks a walk over `global`.
  private mutating func check(
    _ iteration: Iteration, _ fixed: [ValueID], _ limit: ValueID?, over global: Global
  ) {
    if !global.isArray { report(.inconsistent("the global is no array")) }
    if iteration.isLimited != (limit != nil) {
      report(.inconsistent("the limit is there but not said, or said but not there"))
    }
    if let limit { checkType(of: limit, .long) }
    let isFixed = iteration.fixedKeys
    guard isFixed.isEmpty || isFixed.count == global.keys.count else {
      return report(.operandCount(expected: global.keys.count))
    }
    let types = zip(isFixed, global.keys).filter { $0.0 }.map(\.1)
    check(fixed, types, atLeast: types.count)
    switch iteration.order?.key {
    case .key(let position)?:
      if !global.keys.indices.contains(position) { report(.inconsistent("there is no such key")) }
    case .value?: checkHoldsValues(global)
    case .statistic?: checkHoldsStatistics(global)
    case nil: break
    }
  }

  // MARK: Results

  /// Checks that `instruction` has the type that its operation yields.
  private mutating func checkResult(of instruction: Instruction) {
    let expected: ValueType?
    switch instruction.operation {
    case .capturedNext: return
    case .captured(let slot):
      // What is read for its failure alone has no result.
      if instruction.type == nil, record?.slots[slot.index].valueType == .long { return }
      expected = record?.slots[slot.index].valueType
    case .iterationKey(let walk, let position):
      guard case .beginIteration(let iteration, _, _) = function[walk].operation else {
        expected = .long
        break
      }
      let keys = program[iteration.global].keys
      guard keys.indices.contains(position) else {
        return report(.inconsistent("there is no such key"))
      }
      expected = keys[position]
    case .iterationValue(let walk):
      expected = typeOfValues(in: walk)
    default: expected = resultType(of: instruction.operation)
    }
    // A function's result may be left unused.
    if case .call = instruction.operation, instruction.type == nil { return }
    if instruction.type != expected { report(.resultType(expected: expected)) }
  }

  /// Returns the type of the values that a walk meets.
  private func typeOfValues(in walk: ValueID) -> ValueType {
    guard case .beginIteration(let iteration, _, _) = function[walk].operation,
      case .value(let type) = program[iteration.global].element
    else { return .long }
    return type
  }

  /// Returns the type of the result of `operation`; `nil` if there is none.
  private func resultType(of operation: Operation) -> ValueType? {
    switch operation {
    case .long, .unary, .binary, .compare, .compareStrings, .matches, .addToGlobal, .contains,
      .extract, .bucket, .beginIteration, .beginBuckets, .advance, .argument, .eventElement,
      .loadMember, .memberAddress, .load, .iterationValue, .capturedNext, .iterationKey:
      .long
    case .string, .concatenate, .name, .format, .formatHistogram, .caughtMessage: .string
    case .readLocal(let local): function[local].type
    case .readGlobal(let global, _):
      if case .value(let type) = program[global].element { type } else { .long }
    case .writeLocal, .writeGlobal, .delete, .accumulate, .endIteration, .print, .printHistogram,
      .countActions, .commit, .capture, .captureNext:
      nil
    case .eventField(let field): field.isString ? .string : .long
    case .intrinsic(let intrinsic, _): intrinsic.signature.result
    case .call(let callee, _): program[callee].result
    case .captured(let slot): record?.slots[slot.index].valueType
    }
  }
}

extension SlotKind {
  /// The type of the value in the slot.
  package var valueType: ValueType {
    switch self {
    case .long, .checkedLong: .long
    case .string, .quotedString, .optionalString: .string
    }
  }
}

extension EventField {
  /// `true` iff the field is a string.
  package var isString: Bool {
    switch kind {
    case .characters, .dynamicString, .relativeString, .stringPointer: true
    case .integer, .array, .dynamicArray, .relativeArray: false
    }
  }

  /// `true` iff the field has elements.
  package var isArray: Bool {
    switch kind {
    case .array, .dynamicArray, .relativeArray: true
    case .integer, .characters, .dynamicString, .relativeString, .stringPointer: false
    }
  }
}

extension Format {
  /// The types of the arguments, in order, those of `*` included.
  package var parameterTypes: [ValueType] {
    pieces.flatMap { piece -> [ValueType] in
      guard case .directive(let directive) = piece else { return [] }
      let extents = [directive.width, directive.precision].filter { $0 == .argument }
      return extents.map { _ in .long } + [directive.conversion == .string ? .string : .long]
    }
  }
}
