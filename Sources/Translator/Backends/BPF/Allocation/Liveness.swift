/// Which registers hold a value that is still needed, at the end of each block.
struct Liveness {
  /// For each block the registers that are needed behind it.
  let liveOut: [RegisterSet]

  /// Creates the liveness of `code`, whose blocks run in `order`.
  init(of code: MachineCode, order: [MachineBlockID]) {
    let empty = RegisterSet(count: code.registerCount)
    var liveIn = Array(repeating: empty, count: code.blocks.count)
    var liveOut = liveIn
    var isSettled = false
    while !isSettled {
      isSettled = true
      for id in order.reversed() {
        let block = code[id]
        for successor in block.terminator.successors {
          liveOut[id.index].formUnion(liveIn[successor.index])
        }
        var live = liveOut[id.index]
        for register in block.terminator.uses { live.insert(register.number) }
        for instruction in block.instructions.reversed() {
          instruction.operation.step(over: &live)
        }
        if liveIn[id.index].formUnion(live) { isSettled = false }
      }
    }
    self.liveOut = liveOut
  }
}

extension MachineOperation {
  /// Changes `live` from what is needed behind the operation to what is needed before it.
  func step(over live: inout RegisterSet) {
    for register in definitions { live.remove(register.number) }
    for register in uses { live.insert(register.number) }
  }
}
