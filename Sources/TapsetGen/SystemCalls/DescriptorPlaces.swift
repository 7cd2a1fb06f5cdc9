import KernelDescription

/// Writes the functions that tell where descriptors are among the arguments of the system calls of one architecture, and
/// which calls return one.
///
/// The kernel half asks them for each call, so they look a number up in sets of bits instead of comparing it with one
/// number after the other.
struct DescriptorPlaces {
  /// What the decoder of a descriptor is called, and that of a directory from which a path starts.
  private static let names: Set<String> = ["fd", "dirfd"]
  /// What the decoders are called of results that are descriptors, or are some for some arguments.
  private static let resultNames: Set<String> = [
    "fd", "fcntl_result", "seccomp_result", "bpf_result", "ruleset_result",
  ]

  /// What the names of the functions start with.
  private let prefix: String
  /// What the calls belong to, in words.
  private let owner: String
  /// The numbers of the calls whose first descriptor is at each position, from 1; and the same for the second one.
  private var places: [[Int: Set<Int>]] = [[:], [:]]
  /// The numbers of the calls that return descriptors.
  private var returning: Set<Int> = []

  /// Creates the functions whose names start with `prefix` for the `calls` of `owner`, decoded as `table` says.
  init(
    _ calls: [(number: Int, call: SystemCall)], table: DecodingTable, prefix: String,
    owner: String, isCompatible: Bool = false
  ) {
    self.prefix = prefix
    self.owner = owner
    for (number, call) in calls {
      let found = ArgumentText.all(of: call, table: table, isCompatible: isCompatible)
        .filter { Self.names.contains($0.decoder.name) }
      for (index, argument) in found.prefix(2).enumerated() {
        places[index][argument.position, default: []].insert(number)
      }
      if let result = table.decoder(
        of: "return", in: isCompatible ? call.kernelName : call.name),
        Self.resultNames.contains(result.name)
      {
        returning.insert(number)
      }
    }
  }

  /// The text of the functions.
  var text: String {
    """
    /// The position of the first descriptor among the arguments of a system call of \(owner), from 1; 0 if it has none.
    function \(prefix)_first_descriptor:long(number:long)
    {
    \(statements(for: places[0]))
    }

    /// The same of the second descriptor.
    function \(prefix)_second_descriptor:long(number:long)
    {
    \(statements(for: places[1]))
    }

    /// Whether a system call of \(owner) returns a descriptor, or may do so.
    function \(prefix)_returns_descriptor:long(number:long)
    {
      return \(NumberSet.test(of: returning)) != 0
    }

    """
  }

  /// Returns the statements that answer with the position under which a number stands in `sets`.
  private func statements(for sets: [Int: Set<Int>]) -> String {
    let tests = sets.sorted { $0.key < $1.key }.map { position, numbers in
      "  if (\(NumberSet.test(of: numbers))) return \(position)"
    }
    return (tests + ["  return 0"]).joined(separator: "\n")
  }
}
