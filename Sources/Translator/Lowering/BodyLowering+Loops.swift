import Diagnostics
import IR

extension BodyLowering {
  /// Appends `while` or `for`.
  mutating func loop(
    _ condition: TypedExpression?, _ update: TypedExpression?, _ body: TypedStatement,
    at range: SourceRange
  ) {
    countAtOnce(range)
    let head = builder.addBlock()
    let bodyBlock = condition == nil ? head : builder.addBlock()
    let updateBlock = update == nil ? head : builder.addBlock()
    let exit = builder.addBlock()
    builder.terminate(.jump(head))
    builder.move(to: head)
    // Going round is a statement, too, which is told with those of the body.
    count(range)
    if let condition {
      branch(on: condition, then: bodyBlock, otherwise: exit)
      builder.move(to: bodyBlock)
    }
    loops.append(Loop(continuation: updateBlock, exit: exit, walk: nil))
    append(body)
    tellActions(at: body.range)
    builder.terminate(.jump(updateBlock))
    loops.removeLast()
    if let update {
      builder.move(to: updateBlock)
      appendEffect(of: update)
      builder.terminate(.jump(head))
    }
    builder.move(to: exit)
    // As in SystemTap the update is counted once, with what follows.
    if update != nil { count(range) }
  }

  /// Appends `foreach`. Every way out of the loop ends the walk.
  mutating func append(_ loop: TypedForEach, at range: SourceRange) {
    let place = builder.location
    let walk = beginWalk(of: loop)
    countAtOnce(range)
    let head = builder.addBlock()
    let body = builder.addBlock()
    let exit = builder.addBlock()
    builder.terminate(.jump(head))
    builder.move(to: head)
    builder.location = place
    let isThere = builder.append(.advance(walk), type: .long)
    builder.terminate(.branch(isThere, then: body, otherwise: exit))
    builder.move(to: body)
    count(range)
    takeElement(of: loop, walk)
    loops.append(Loop(continuation: head, exit: exit, walk: walk))
    append(loop.body)
    tellActions(at: loop.body.range)
    builder.terminate(.jump(head))
    loops.removeLast()
    builder.move(to: exit)
    builder.location = place
    builder.append(.endIteration(walk), type: nil)
  }

  /// Appends the start of a walk and returns its handle.
  private mutating func beginWalk(of loop: TypedForEach) -> ValueID {
    let place = builder.location
    let operation: Operation
    switch loop.source {
    case .array(let iteration, let fixed):
      let fixed = values(of: fixed)
      let limit = loop.limit.map { value(of: $0) }
      operation = .beginIteration(iteration, fixed: fixed, limit: limit)
    case .buckets(let histogram, let global, let keys):
      let keys = values(of: keys)
      let limit = loop.limit.map { value(of: $0) }
      operation = .beginBuckets(histogram, global, keys: keys, limit: limit)
    }
    builder.location = place
    return builder.append(operation, type: .long)
  }

  /// Appends what puts the present element of `walk` into the locals of `loop`.
  private mutating func takeElement(of loop: TypedForEach, _ walk: ValueID) {
    for (position, local) in loop.keys.enumerated() {
      let key = builder.append(.iterationKey(walk, position), type: function[local].type)
      write(key, to: local)
    }
    if let local = loop.value {
      write(builder.append(.iterationValue(walk), type: function[local].type), to: local)
    }
  }

  /// Ends the present block by going on at a place of the innermost loop.
  ///
  /// - Requires: there is a loop; elaboration reports `break` and `continue` outside of one.
  mutating func leaveLoop(to place: KeyPath<Loop, BlockID>, at range: SourceRange) {
    countAtOnce(range)
    guard let loop = loops.last else { fatalError("break or continue outside of a loop") }
    builder.terminate(.jump(loop[keyPath: place]))
  }
}
