import KernelDescription

/// Writes the function that tells where evidence is among the arguments of the system calls of 32-bit programs: paths, the
/// directories that they start from, socket addresses, and pairs of descriptors.
///
/// The kernel half asks it for each call of such a program, so it looks a number up in sets of bits.
struct CompatibleEvidence {
  /// The numbers of the calls whose evidence is at the same places, by the places as the function tells them.
  private var numbers: [Int: Set<Int>] = [:]

  /// Creates the function for the `calls` with their numbers and arguments.
  init(_ calls: [(number: Int, arguments: [ArgumentText])]) {
    for (number, arguments) in calls {
      let places = Self.places(among: arguments)
      if places != 0 { numbers[places, default: []].insert(number) }
    }
  }

  /// Returns the positions of what is evidence among `arguments`, four bits for each, as the function tells them.
  private static func places(among arguments: [ArgumentText]) -> Int {
    let paths = arguments.filter(\.isPath).prefix(2)
    var positions = [0, 0, 0, 0, 0, 0, 0]
    for (index, path) in paths.enumerated() {
      positions[2 * index] = path.position
      if path.position > 1, arguments[path.position - 2].decoder.name == "dirfd" {
        positions[2 * index + 1] = path.position - 1
      }
    }
    if let address = arguments.first(where: { $0.decoder.name.hasPrefix("sockaddr") }),
      let length = arguments.first(where: { address.otherNames.contains($0.name) })
    {
      positions[4] = address.position
      positions[5] = length.position | (address.decoder.moment == .exit ? 8 : 0)
    }
    positions[6] = arguments.first { $0.decoder.name == "fd_pair" }?.position ?? 0
    return positions.enumerated().reduce(0) { $0 | $1.element << (4 * $1.offset) }
  }

  /// The text of the function.
  var text: String {
    let answers = numbers.sorted { $0.key < $1.key }.map { places, numbers in
      "  if (\(NumberSet.test(of: numbers))) return 0x\(String(places, radix: 16))"
    }
    return """
      /// Where evidence is among the arguments of the present system call of a 32-bit program: four bits for each position, from 1, or 0.
      /// From the lowest: the first path, the descriptor that it starts from, the same of the second path; a socket address
      /// and its length, with bit 3 set if the call writes both; the descriptors that the call makes.
      function syscall_i386_places:long()
      {
        number = syscall_number()
      \((answers + ["  return 0"]).joined(separator: "\n"))
      }

      """
  }

  /// The statements that set the variables of `CallEvidence` for a call that is entered, or that returns if `isReturn`.
  static func assignments(isReturn: Bool) -> [String] {
    var lines = ["places = syscall_arch() == 0x40000003 ? syscall_i386_places() : 0"]
    for index in 0..<2 {
      let name = "path_\(index + 1)"
      let address = "syscall_placed_argument(places >> \(8 * index))"
      lines.append("\(name)_address = \(address)")
      // One read is enough for both: a probe has room for few strings.
      lines.append(
        isReturn && index == 0
          ? "\(name) = syscall_execution_path(syscall_is_compatible_execution() ? retval : -1, \(name)_address)"
          : "\(name) = user_string_nofault(\(name)_address)")
      lines.append("\(name)_dirfd = syscall_placed_descriptor(places >> \(8 * index + 4))")
    }
    lines.append("paths = (path_1_address != 0) + (path_2_address != 0)")
    lines.append("sockaddr_hex = syscall_i386_sockaddr_hex(places, \(isReturn ? "retval" : "-1"))")
    if isReturn {
      let executed = "syscall_is_compatible_execution() ? retval : -1"
      lines.append("exec_arguments = syscall_execution_arguments(\(executed))")
      lines.append("exec_size = syscall_execution_size(\(executed))")
      for index in 0..<2 {
        lines.append("pair_fd_\(index + 1) = syscall_i386_pair_member(places, retval, \(index))")
      }
    }
    return lines
  }
}
