import IR

extension FunctionPass {
  /// Joins prints that follow each other with nothing in between that could fail or be noticed.
  package static let joinPrints = FunctionPass("join-prints") { function, facts in
    var hasChanged = false
    for index in function.blocks.indices {
      var earlier: ValueID?
      var joined: Set<ValueID> = []
      for id in function.blocks[index].instructions {
        let operation = function[id].operation
        if case .print(let format, let arguments) = operation {
          if let first = earlier, case .print(let lead, let leading) = function[first].operation {
            function[id].operation = .print(lead.joined(with: format), leading + arguments)
            joined.insert(first)
          }
          earlier = id
        } else if !facts.canPrecedeOutput(operation) {
          earlier = nil
        }
      }
      guard !joined.isEmpty else { continue }
      function.blocks[index].instructions.removeAll { joined.contains($0) }
      hasChanged = true
    }
    return hasChanged
  }
}

extension ProgramFacts {
  /// Returns `true` iff it makes no difference whether `operation` is done before or after a print.
  fileprivate func canPrecedeOutput(_ operation: Operation) -> Bool {
    if mayFail(operation) { return false }
    switch operation {
    case .call, .intrinsic, .printHistogram, .countActions, .commit: return canDrop(operation)
    default: return true
    }
  }
}

extension Format {
  /// Returns the format that prints what `self` prints and then what `other` prints.
  fileprivate func joined(with other: Format) -> Format {
    guard case .text(let end)? = pieces.last, case .text(let start)? = other.pieces.first else {
      return Format(pieces + other.pieces)
    }
    return Format(pieces.dropLast() + [.text(end + start)] + other.pieces.dropFirst())
  }
}
