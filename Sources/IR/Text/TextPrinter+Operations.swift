extension TextPrinter {
  /// Returns the text of `operation`.
  static func text(of operation: Operation) -> String {
    switch operation {
    case .long(let value): "long \(value)"
    case .string(let bytes): "string \(quoted(bytes))"
    case .unary(let op, let a): "\(op.rawValue) \(value(a))"
    case .binary(let op, let a, let b): "\(op.rawValue) \(value(a)), \(value(b))"
    case .compare(let op, let a, let b): "compare \(op.rawValue) \(value(a)), \(value(b))"
    case .compareStrings(let op, let a, let b):
      "compareStrings \(op.rawValue) \(value(a)), \(value(b))"
    case .concatenate(let a, let b): "concatenate \(value(a)), \(value(b))"
    case .matches(let a, let pattern): "matches \(value(a)), \(quoted(pattern))"
    case .name(let a, let table): "\(table.kind.rawValue) \(value(a)), \(quoted(table.text))"
    case .readLocal(let local): "read l\(local.index)"
    case .writeLocal(let local, let a): "write l\(local.index), \(value(a))"
    case .readGlobal(let global, let keys): "readGlobal \(element(global, keys))"
    case .writeGlobal(let global, let keys, let a):
      "writeGlobal \(element(global, keys)), \(value(a))"
    case .addToGlobal(let global, let keys, let a):
      "addToGlobal \(element(global, keys)), \(value(a))"
    case .contains(let global, let keys): "contains \(element(global, keys))"
    case .delete(let global, let keys): "delete \(element(global, keys))"
    case .accumulate(let global, let keys, let a):
      "accumulate \(element(global, keys)), \(value(a))"
    case .extract(let statistic, let global, let keys):
      "extract \(text(of: statistic)) \(element(global, keys))"
    case .bucket(let histogram, let global, let keys, let a):
      "bucket \(text(of: histogram)) \(element(global, keys)), \(value(a))"
    case .beginIteration(let iteration, let fixed, let limit):
      "beginIteration \(text(of: iteration, fixed, limit))"
    case .beginBuckets(let histogram, let global, let keys, let limit):
      "beginBuckets \(text(of: histogram)) \(element(global, keys))\(text(ofLimit: limit))"
    case .advance(let a): "advance \(value(a))"
    case .iterationKey(let a, let position): "iterationKey \(value(a)), \(position)"
    case .iterationValue(let a): "iterationValue \(value(a))"
    case .endIteration(let a): "endIteration \(value(a))"
    case .argument, .eventField, .eventElement, .loadMember, .memberAddress, .load:
      text(ofSiteOperation: operation)
    case .intrinsic(let intrinsic, let arguments): "\(intrinsic.rawValue)(\(values(arguments)))"
    case .call(let function, let arguments): "call f\(function.index)(\(values(arguments)))"
    case .format(let format, let arguments): "format \(text(of: format, arguments))"
    case .print(let format, let arguments): "print \(text(of: format, arguments))"
    case .printHistogram(let histogram, let global, let keys):
      "printHistogram \(text(of: histogram)) \(element(global, keys))"
    case .formatHistogram(let histogram, let global, let keys):
      "formatHistogram \(text(of: histogram)) \(element(global, keys))"
    case .caughtMessage: "caughtMessage"
    case .countActions(let count): "countActions \(count)"
    case .commit: "commit"
    case .capture(let slot, let a): "capture s\(slot.index), \(value(a))"
    case .captureNext(let a): "captureNext \(value(a))"
    case .captured(let slot): "captured s\(slot.index)"
    case .capturedNext: "capturedNext"
    }
  }

  /// Returns the text of an operation that reads arguments, fields or memory.
  private static func text(ofSiteOperation operation: Operation) -> String {
    switch operation {
    case .argument(let access):
      "argument \(access.index), \(integer(access.size, isSigned: access.isSigned))"
        + (access.isTypedPointer ? " typed" : "")
    case .eventField(let field): "eventField \(text(of: field))"
    case .eventElement(let field, let index): "eventElement \(value(index)), \(text(of: field))"
    case .loadMember(let a, let access): "loadMember \(value(a)), \(text(of: access))"
    case .memberAddress(let a, let access): "memberAddress \(value(a)), \(text(of: access))"
    case .load(let space, let a, let size, let isSigned):
      "load \(space.rawValue) \(value(a)), \(integer(size, isSigned: isSigned))"
    default: preconditionFailure("\(operation) does not concern the site")
    }
  }

  /// Returns the text of a value's number.
  private static func value(_ id: ValueID) -> String { "v\(id.index)" }

  /// Returns the texts of values with commas between them.
  private static func values(_ ids: [ValueID]) -> String {
    ids.map(value).joined(separator: ", ")
  }

  /// Returns the text of a global and its keys, with `*` for `nil`.
  private static func element(_ global: GlobalID, _ keys: [ValueID?]) -> String {
    if keys.isEmpty { return "g\(global.index)" }
    let keys = keys.map { $0.map(value) ?? "*" }
    return "g\(global.index)[\(keys.joined(separator: ", "))]"
  }

  /// Returns the text of an integer's size and sign.
  private static func integer(_ size: Int, isSigned: Bool) -> String {
    (isSigned ? "signed " : "unsigned ") + "\(size)"
  }

  /// Returns the text of `statistic`.
  static func text(of statistic: Statistic) -> String {
    switch statistic {
    case .count: "count"
    case .sum: "sum"
    case .minimum: "minimum"
    case .maximum: "maximum"
    case .average(let shift): "average(\(shift))"
    case .variance(let shift): "variance(\(shift))"
    }
  }

  /// Returns the text of `histogram`.
  static func text(of histogram: Histogram) -> String {
    switch histogram {
    case .logarithmic: "logarithmic"
    case .linear(let low, let high, let step): "linear(\(low), \(high), \(step))"
    }
  }

  /// Returns the text of `iteration` with its operands.
  private static func text(
    of iteration: Iteration, _ fixed: [ValueID], _ limit: ValueID?
  ) -> String {
    var remaining = fixed[...]
    let keys = iteration.fixedKeys.map { $0 ? remaining.popFirst() : nil }
    var text = element(iteration.global, keys)
    if let order = iteration.order {
      text += order.isDescending ? " descending " : " ascending "
      switch order.key {
      case .key(let position): text += "key \(position)"
      case .value: text += "value"
      case .statistic(let statistic): text += Self.text(of: statistic)
      }
    }
    return text + Self.text(ofLimit: limit)
  }

  /// Returns the text of the limit of a walk.
  private static func text(ofLimit limit: ValueID?) -> String {
    limit.map { " limit \(value($0))" } ?? ""
  }

  /// Returns the text of `field`.
  private static func text(of field: EventField) -> String {
    let kind =
      switch field.kind {
      case .integer(let isSigned): isSigned ? "signed" : "unsigned"
      case .characters: "characters"
      case .dynamicString: "dynamicString"
      case .relativeString: "relativeString"
      case .stringPointer: "stringPointer"
      case .array(let size, let isSigned): "array \(integer(size, isSigned: isSigned))"
      case .dynamicArray(let size, let isSigned):
        "dynamicArray \(integer(size, isSigned: isSigned))"
      case .relativeArray(let size, let isSigned):
        "relativeArray \(integer(size, isSigned: isSigned))"
      }
    return "\(name(field.name)) at \(field.offset) size \(field.size) \(kind)"
  }

  /// Returns the text of `access`.
  private static func text(of access: MemberAccess) -> String {
    let path = access.path.map(name).joined(separator: ", ")
    let size = integer(access.size, isSigned: access.isSigned)
    var text = "\(quoted(Array(access.structure.utf8))) [\(path)]"
    text += " \(quoted(Array(access.accessor.utf8))) at \(access.offset) \(size)"
    if let bits = access.bits { text += " bits \(bits.offset), \(bits.width)" }
    if access.isTypedPointer { return text + " typed" }
    return access.kind == .integer ? text : text + " \(access.kind.rawValue)"
  }

  /// Returns the text of a format and its arguments.
  private static func text(of format: Format, _ arguments: [ValueID]) -> String {
    let text = quoted(format.pieces.flatMap(bytes(of:)))
    return arguments.isEmpty ? text : "\(text), \(values(arguments))"
  }

  /// Returns `piece` as it stands in a format string.
  private static func bytes(of piece: Format.Piece) -> [UInt8] {
    switch piece {
    case .text(let bytes):
      return bytes.flatMap { $0 == UInt8(ascii: "%") ? [$0, $0] : [$0] }
    case .directive(let directive):
      var text = "%"
      if let flag = directive.flag { text.append(flag.rawValue) }
      text += Self.text(of: directive.width)
      if directive.precision != .none { text += ".\(Self.text(of: directive.precision))" }
      text.append(directive.conversion.rawValue)
      return Array(text.utf8)
    }
  }

  /// Returns the text of a width or a precision.
  private static func text(of extent: Directive.Extent) -> String {
    switch extent {
    case .none: ""
    case .fixed(let number): "\(number)"
    case .argument: "*"
    }
  }
}
