extension Function {
  /// Returns `true` iff `isMeant` holds for the operation of an instruction that stands in a block.
  package func contains(_ isMeant: (Operation) -> Bool) -> Bool {
    blocks.contains { $0.instructions.contains { isMeant(self[$0].operation) } }
  }
}

extension Program {
  /// Returns `true` iff `isMeant` holds for an operation of a function or a handler.
  package func contains(_ isMeant: (Operation) -> Bool) -> Bool {
    (functions + probes.compactMap(\.handler)).contains { $0.contains(isMeant) }
  }

  /// Returns `true` iff a function or a handler asks for the value of `intrinsic`.
  package func asks(for intrinsic: Intrinsic) -> Bool {
    contains { if case .intrinsic(intrinsic, _) = $0 { true } else { false } }
  }
}
