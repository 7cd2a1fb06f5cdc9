import IR

/// The BPF programs that do what one site needs: one that is attached, and those that it goes on with.
///
/// A dispatch over all system calls would be one program of some 20,000 instructions. The verifier takes that, but
/// each instruction that it rewrites moves all that follow, which takes longer than the proof, and with more to do at each
/// call the program would come near the million instructions that it looks at. So a large dispatch is cut into parts
/// that are programs of their own, and what stands behind it becomes one, too.
struct ProgramParts {
  /// How many instructions of halves one part of a dispatch has at most, unless a single value has more.
  static let partLimit = 250
  /// How many dispatches are cut at most: the kernel follows 33 tail calls (MAX_TAIL_CALL_CNT), two for each.
  static let cutLimit = 12

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

  /// Creates the programs for `schedule`.
  init(of schedule: ProgramSchedule, partLimit: Int = ProgramParts.partLimit) {
    let large = schedule.segments.count { $0.isLarge(partLimit) }
    _ = append(
      schedule.segments[...], partLimit: large <= Self.cutLimit ? partLimit : Int.max)
  }

  /// Appends the parts that do what `segments` say, and returns the number of the first.
  private mutating func append(
    _ segments: ArraySlice<ProgramSchedule.Segment>, partLimit: Int
  ) -> Int {
    let number = parts.count
    parts.append(Part())
    for (index, segment) in zip(segments.indices, segments) {
      guard case .dispatch(let dispatch) = segment, segment.isLarge(partLimit) else {
        parts[number].segments.append(.direct(segment))
        continue
      }
      let rest = segments[(index + 1)...]
      let next = rest.isEmpty ? nil : append(rest, partLimit: partLimit)
      let cases = append(dispatch, before: next, partLimit: partLimit)
      parts[number].segments.append(.branch(dispatch.key, cases: cases))
      parts[number].next = next
      break
    }
    return number
  }

  /// Appends the parts of `dispatch`, behind which the part `next` comes, and returns which values lead to which.
  private mutating func append(
    _ dispatch: ProgramSchedule.Dispatch, before next: Int?, partLimit: Int
  ) -> [(value: Int32, part: Int)] {
    var cases: [(value: Int32, part: Int)] = []
    for group in Self.groups(of: dispatch, partLimit: partLimit) {
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

  /// Returns the cases of `dispatch` in groups, in which those that can share code stand together.
  private static func groups(
    of dispatch: ProgramSchedule.Dispatch, partLimit: Int
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

extension ProgramSchedule.Segment {
  /// `true` iff it is a dispatch that is worth cutting into parts of `partLimit` instructions.
  fileprivate func isLarge(_ partLimit: Int) -> Bool {
    guard case .dispatch(let dispatch) = self, dispatch.cases.count > 1, partLimit < Int.max else {
      return false
    }
    var size = 0
    var bodies: Set<SharedBody> = []
    for one in dispatch.cases {
      if one.halves.count == 1, !bodies.insert(SharedBody(of: one.halves[0])).inserted { continue }
      size += one.size
      if size > 2 * partLimit { return true }
    }
    return false
  }
}

extension ProgramSchedule.Dispatch.Case {
  /// How many instructions its halves have.
  fileprivate var size: Int {
    halves.reduce(0) { sum, half in
      sum + half.function.blocks.reduce(0) { $0 + $1.instructions.count }
    }
  }
}
