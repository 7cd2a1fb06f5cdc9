import IR

/// The BPF programs that do what one site needs: one that is attached, and those that it goes on with.
///
/// A dispatch over all system calls would be one program of some 20,000 instructions. The verifier takes that, but
/// each instruction that it rewrites moves all that follow, which takes longer than the proof, and what it moves apart
/// may no longer be in reach of a jump: distances have 16 bits. With more to do at each call the program would also come
/// near the million instructions that the verifier looks at. So a large dispatch is cut into parts that are programs of
/// their own, and what stands behind it becomes one, too. Halves that run one after another are cut between two of them.
struct ProgramParts {
  /// How many instructions of halves one part of a dispatch has at most, unless a single value has more.
  static let partLimit = 250
  /// How many times as many stand in a program that is no part of a dispatch: what it does is needed at each event,
  /// so there is less to win.
  static let sequenceFactor = 4
  /// How many tail calls the kernel follows (MAX_TAIL_CALL_CNT in include/linux/bpf.h).
  static let callLimit = 33
  /// How many instructions of BPF a program should have at most.
  ///
  /// The kernel replaces calls and accesses by up to four times as many instructions (`do_misc_fixups` and
  /// `convert_ctx_accesses` in kernel/bpf/verifier.c), and jumps reach 32,767 of them.
  static let codeLimit = 8192

  /// A stretch of a program.
  enum Segment {
    /// Halves that are put into the program.
    case direct(ProgramSchedule.Segment)
    /// A search for the value of a key among those of some parts, which are gone on with.
    case branch(DispatchKey, cases: [(value: Int32, part: Int)])
  }

  /// One program.
  struct Part {
    /// What it does, in order.
    var segments: [Segment] = []
    /// The part to go on with at the end; nil if nothing is left to do.
    var next: Int?
  }

  /// The programs; the first is attached.
  private(set) var parts: [Part] = []
  /// How many instructions of halves one part of a dispatch has at most.
  let partLimit: Int

  /// Creates the programs for `schedule`, of parts that have `partLimit` instructions, or more if there would be more of
  /// them in a row than the kernel follows.
  init(of schedule: ProgramSchedule, partLimit: Int = ProgramParts.partLimit) {
    var programs = ProgramParts(cutting: schedule, at: partLimit)
    while programs.callCount > Self.callLimit {
      programs = ProgramParts(cutting: schedule, at: programs.partLimit * 2)
    }
    self = programs
  }

  /// Creates the programs for `schedule`, of parts that have `partLimit` instructions.
  private init(cutting schedule: ProgramSchedule, at partLimit: Int) {
    self.partLimit = partLimit
    let segments = schedule.segments.flatMap { segment in
      switch segment {
      case .always(let halves):
        pieces(of: halves).map(ProgramSchedule.Segment.always)
      case .dispatch: [segment]
      }
    }
    append(segments[...])
  }

  /// How many instructions of halves stand in a program that is no part of a dispatch.
  private var sequenceLimit: Int { partLimit * Self.sequenceFactor }

  /// How many tail calls are made on the longest way through the programs.
  private var callCount: Int {
    var counts: [Int?] = Array(repeating: nil, count: parts.count)
    func count(from number: Int) -> Int {
      if let known = counts[number] { return known }
      var targets = parts[number].next.map { [$0] } ?? []
      for case .branch(_, let cases) in parts[number].segments { targets += cases.map(\.part) }
      let calls = Set(targets).map { count(from: $0) + 1 }.max() ?? 0
      counts[number] = calls
      return calls
    }
    return count(from: 0)
  }

  // MARK: Sequences

  /// Appends the parts that do what `segments` say, and returns the number of the first.
  @discardableResult
  private mutating func append(_ segments: ArraySlice<ProgramSchedule.Segment>) -> Int {
    let number = parts.count
    parts.append(Part())
    var size = 0
    for (index, segment) in zip(segments.indices, segments) {
      if case .dispatch(let dispatch) = segment, isLarge(dispatch) {
        let rest = segments[(index + 1)...]
        let next = rest.isEmpty ? nil : append(rest)
        let cases = append(dispatch, before: next)
        parts[number].segments.append(.branch(dispatch.key, cases: cases))
        parts[number].next = next
        break
      }
      if size > 0, size + segment.size > sequenceLimit {
        parts[number].next = append(segments[index...])
        break
      }
      parts[number].segments.append(.direct(segment))
      size += segment.size
    }
    return number
  }

  /// Returns `halves`, which run one after another, in pieces that fit into a program each.
  private func pieces(of halves: [KernelHalf]) -> [[KernelHalf]] {
    var pieces: [[KernelHalf]] = []
    var size = Int.max
    for half in halves {
      if size > sequenceLimit - min(half.size, sequenceLimit) {
        pieces.append([])
        size = 0
      }
      pieces[pieces.count - 1].append(half)
      size += half.size
    }
    return pieces
  }

  // MARK: Dispatches

  /// `true` iff `dispatch` is worth cutting.
  private func isLarge(_ dispatch: ProgramSchedule.Dispatch) -> Bool {
    if dispatch.cases.count > 1 { return dispatch.size(upTo: 2 * partLimit) > 2 * partLimit }
    return dispatch.cases[0].halves.count > 1 && dispatch.cases[0].size > sequenceLimit
  }

  /// Appends the parts of `dispatch`, behind which the part `next` comes, and returns which values lead to which.
  private mutating func append(
    _ dispatch: ProgramSchedule.Dispatch, before next: Int?
  ) -> [(value: Int32, part: Int)] {
    var cases: [(value: Int32, part: Int)] = []
    for group in groups(of: dispatch) {
      if group.count == 1, group[0].size > sequenceLimit, group[0].halves.count > 1 {
        cases.append((group[0].value, append(group[0].halves, before: next)))
        continue
      }
      let part = parts.count
      parts.append(
        Part(
          segments: [
            .direct(.dispatch(ProgramSchedule.Dispatch(key: dispatch.key, cases: group)))
          ], next: next))
      cases += group.map { ($0.value, part) }
    }
    return cases.sorted { $0.value < $1.value }
  }

  /// Appends the parts of `halves`, which run one after another before the part `next`, and returns the number of the first.
  private mutating func append(_ halves: [KernelHalf], before next: Int?) -> Int {
    var following = next
    for piece in pieces(of: halves).reversed() {
      parts.append(Part(segments: [.direct(.always(piece))], next: following))
      following = parts.count - 1
    }
    return following ?? 0
  }

  /// Returns the cases of `dispatch` in groups, in which those that can share code stand together.
  private func groups(
    of dispatch: ProgramSchedule.Dispatch
  ) -> [[ProgramSchedule.Dispatch.Case]] {
    var bundles: [[ProgramSchedule.Dispatch.Case]] = []
    var positions: [SharedBody: Int] = [:]
    for one in dispatch.cases {
      guard one.halves.count == 1 else {
        bundles.append([one])
        continue
      }
      let body = SharedBody(of: one.halves[0])
      if let position = positions[body] {
        bundles[position].append(one)
      } else {
        positions[body] = bundles.count
        bundles.append([one])
      }
    }
    var groups: [[ProgramSchedule.Dispatch.Case]] = []
    var size = Int.max
    for bundle in bundles {
      let added = bundle[0].size
      if size > partLimit - min(added, partLimit) {
        groups.append([])
        size = 0
      }
      groups[groups.count - 1] += bundle
      size += added
    }
    return groups.map { $0.sorted { $0.value < $1.value } }
  }
}

// MARK: Sizes, in instructions of IR

extension ProgramSchedule.Segment {
  /// How many instructions its halves have.
  fileprivate var size: Int {
    switch self {
    case .always(let halves): halves.size
    case .dispatch(let dispatch): dispatch.size(upTo: .max)
    }
  }
}

extension ProgramSchedule.Dispatch {
  /// Returns how many instructions its halves have, of which those that share their code are counted once; what is above
  /// `limit` may not be counted.
  fileprivate func size(upTo limit: Int) -> Int {
    var size = 0
    var bodies: Set<SharedBody> = []
    for one in cases where size <= limit {
      if one.halves.count == 1, !bodies.insert(SharedBody(of: one.halves[0])).inserted { continue }
      size += one.size
    }
    return size
  }
}

extension ProgramSchedule.Dispatch.Case {
  /// How many instructions its halves have.
  fileprivate var size: Int { halves.size }
}

extension [KernelHalf] {
  /// How many instructions they have.
  fileprivate var size: Int { reduce(0) { $0 + $1.size } }
}

extension KernelHalf {
  /// How many instructions it has.
  fileprivate var size: Int { function.blocks.reduce(0) { $0 + $1.instructions.count } }
}
