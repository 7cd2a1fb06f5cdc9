import BPF
import IR

/// The lock of handlers in one half.
struct LockState {
  /// The block in which it is taken; nil if the half does without.
  var block: BlockID?
  /// 1 where the half holds it, else 0; nil if the half does without.
  var isHeld: VirtualRegister?
  /// `true` iff what takes it has been selected.
  var isTaken = false
  /// The block that gives it back where it is held, and leaves; nil until one is needed.
  var release: MachineBlockID?
}

/// Holding the lock of handlers.
///
/// The kernel's own locks for BPF programs allow no calls of helpers while they are held, so the lock is a word
/// of memory that is exchanged. What finds it taken tries again for the time that `MAXTRYLOCK` tries with `TRYLOCKDELAY`
/// microseconds between them take; what has interrupted the handler that holds it, on the same CPU, would wait in vain and
/// does not try. A handler that does not get it is skipped, and
/// counted with the lost records of its probe.
extension HalfSelection {
  /// Decides where the lock is taken: in the last block that stands on all ways to where it is needed, before any loop.
  mutating func prepareLock() {
    let dominators = DominatorTree(facts.graph)
    guard let lock, lock.isHeld(by: half) else { return }
    for block in facts.graph.reversePostorder {
      guard half.function[block].instructions.contains(where: needsLock) else { continue }
      handlerLock.block = handlerLock.block.map { dominators.common($0, block) } ?? block
    }
    while let block = handlerLock.block, facts.isInLoop[block.index],
      let above = dominators.immediateDominator(of: block)
    {
      handlerLock.block = above
    }
    if handlerLock.block != nil { handlerLock.isHeld = copy(.constant(0)) }
  }

  /// `true` iff the instruction `id` must find the lock held: what changes globals, and what reserves the record, since what
  /// is skipped must not hold a reserved one.
  func needsLock(_ id: ValueID) -> Bool {
    let operation = half.function[id].operation
    if case .commit = operation { return plan == .reserved }
    return lock?.needsLock(operation) ?? false
  }

  /// `true` iff the lock is to be taken in `block`, and that has not been selected yet.
  func takesLock(in block: BlockID) -> Bool { handlerLock.block == block && !handlerLock.isTaken }

  /// Takes the lock.
  mutating func takeLock() {
    guard let isHeld = handlerLock.isHeld else { return }
    handlerLock.isTaken = true
    let owner = compute(
      .add, .register(constantResult(of: .getSmpProcessorId)), .constant(1))
    let place = make(.mapValue(MapNames.lock, offset: 0))
    let (held, busy) = (makeBlock(), makeRareBlock())
    let previous = exchange(1, at: place)
    terminate(.branch(.equal, previous, .constant(0), then: held, otherwise: busy))
    move(to: busy)
    waitForLock(at: place, as: owner, held: held)
    move(to: held)
    store(.register(owner), MachineAddress(place, LockOffset.owner))
    append(.move(isHeld, .constant(1)))
  }

  /// Tries to take the lock at `place` until the handler of `owner` gets it and goes on with `held`, or gives up.
  private mutating func waitForLock(
    at place: VirtualRegister, as owner: VirtualRegister, held: MachineBlockID
  ) {
    let skipped = lossBlock
    let patience = program.limits.maximumLockTries * program.limits.lockDelayMicroseconds * 1000
    let deadline = call(.ktimeGetNs, [])
    append(.arithmetic(.add, deadline, .constant(Int32(clamping: patience))))
    let attempt = makeRareBlock()
    terminate(.jump(attempt))
    move(to: attempt)
    let other = load(MachineAddress(place, LockOffset.owner))
    leave(if: .equal, other, .register(owner), to: skipped)
    let now = call(.ktimeGetNs, [])
    leave(if: .greater, now, .register(deadline), to: skipped)
    let previous = exchange(1, at: place)
    leave(if: .equal, previous, .constant(0), to: held)
    terminate(.budget(spent: skipped, otherwise: attempt))
  }

  /// Puts `value` into the word of the lock at `place`, and returns what was there.
  ///
  /// Another CPU that sees the new value sees all that was stored before, on any machine.
  private mutating func exchange(_ value: Int32, at place: VirtualRegister) -> VirtualRegister {
    let register = copy(.constant(value))
    append(.atomic(.exchange, register, MachineAddress(place, LockOffset.word)))
    return register
  }

  /// Ends the half here, and gives the lock back if the half holds it.
  mutating func leave() {
    guard handlerLock.isHeld != nil else { return terminate(.leave) }
    let block = handlerLock.release ?? makeRareBlock()
    handlerLock.release = block
    terminate(.jump(block))
  }

  /// Makes `block` give the lock back if the half holds it.
  mutating func finishReleasing(in block: MachineBlockID) {
    guard let isHeld = handlerLock.isHeld else { return }
    move(to: block)
    let nothing = aside { $0.terminate(.leave) }
    leave(if: .equal, isHeld, .constant(0), to: nothing)
    let place = make(.mapValue(MapNames.lock, offset: 0))
    // What takes the lock next is not its owner yet, and no other may find itself to be that.
    store(.constant(0), MachineAddress(place, LockOffset.owner))
    _ = exchange(0, at: place)
    terminate(.leave)
  }
}
