import KernelDescription

extension Elaborator {
  /// Remembers that `slot` takes the value of `expression`, if that is a pointer of the kernel.
  mutating func learnPointer(_ expression: TypedExpression, for slot: Slot) {
    guard expression.pointer != nil, let source = pointerSource(slot) else { return }
    let known = pointers[source] ?? .unknown
    let met = known.met(expression.pointer)
    guard met != known else { return }
    pointers[source] = met
    hasLearnt = true
  }

  /// Returns `expression`, which reads `slot`, with the type of the pointer that it is, as far as that is known.
  func withPointer(_ expression: TypedExpression, of slot: Slot) -> TypedExpression {
    guard !pointers.isEmpty, let type = pointerSource(slot).flatMap({ pointers[$0]?.type }) else {
      return expression
    }
    var expression = expression
    expression.pointer = type
    return expression
  }

  /// Returns where it is remembered which pointers `slot` yields; `nil` if nowhere.
  private func pointerSource(_ slot: Slot) -> PointerSource? {
    switch slot {
    case .local(let id):
      switch body.owner {
      case .probe(let probe): return .handlerLocal(probe, body[id].name)
      case .function(let function):
        let symbol = instances[function.index].symbol
        return id.index < functions[symbol.index].parameters.count
          ? .parameter(symbol, id.index) : .functionLocal(function, body[id].name)
      case .condition: return nil
      }
    case .element(let id): return .element(id)
    case .key: return nil
    case .parameter(let symbol, let index): return .parameter(symbol, index)
    case .result(let symbol): return .result(symbol)
    }
  }
}
