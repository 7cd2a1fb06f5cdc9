import IR

extension Probe {
  /// The handler and the halves that there are.
  var bodies: [Function] { [handler, kernelHalf, userHalf].compactMap { $0 } }
}

extension Program {
  /// Calls `body` with each function, handler and half.
  func forEachFunction(_ body: (Function) -> Void) {
    functions.forEach(body)
    for probe in probes { probe.bodies.forEach(body) }
  }

  /// Changes each function, handler and half by `body`.
  mutating func mapFunctions(_ body: (inout Function) -> Void) {
    for index in functions.indices { body(&functions[index]) }
    for index in probes.indices { probes[index].mapBodies(body) }
  }
}

extension Probe {
  /// Changes the handler and the halves that there are by `body`.
  mutating func mapBodies(_ body: (inout Function) -> Void) {
    change(&handler, body)
    mapHalves(body)
  }

  /// Changes the halves that there are by `body`.
  mutating func mapHalves(_ body: (inout Function) -> Void) {
    change(&kernelHalf, body)
    change(&userHalf, body)
  }

  /// Changes `function`, if there is one, by `body`.
  private func change(_ function: inout Function?, _ body: (inout Function) -> Void) {
    guard var present = function.take() else { return }
    body(&present)
    function = present
  }
}
