extension Program {
  /// Returns `true` iff `isMeant` holds for an operation of a function or a handler.
  package func contains(_ isMeant: (Operation) -> Bool) -> Bool {
    (functions + probes.compactMap(\.handler)).contains { function in
      function.blocks.contains { block in
        block.instructions.contains { isMeant(function[$0].operation) }
      }
    }
  }

  /// Returns `true` iff a function or a handler asks for the value of `intrinsic`.
  package func asks(for intrinsic: Intrinsic) -> Bool {
    contains { if case .intrinsic(intrinsic, _) = $0 { true } else { false } }
  }
}
